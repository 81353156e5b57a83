// Of the first thousand IOCs that XDR tells of, the twenty with most hits. A tenant that tells of none shows none.
var rows = rowsIn(run('xdr-iocs-get', { limit: '1000' }).entries, 'XDRIOC.IOC').filter(function (row) {
  return row.Hits > 0;
});
rows.sort(function (one, other) {
  return other.Hits - one.Hits;
});

return {
  total: rows.length,
  data: rows.slice(0, 20).map(function (row) {
    return { Value: row.Value, Hits: row.Hits, Severity: row.Severity, Status: row.Status };
  }),
};
