// Of the first thousand IOCs that XDR tells of, the twenty with most hits.
var answer = run('xdr-iocs-get', { limit: '1000' });
var rows = rowsIn(answer.entries, 'XDRIOC.IOC').filter(function (row) {
  return row.Hits > 0;
});
rows.sort(function (one, other) {
  return other.Hits - one.Hits || (String(one.Value) < String(other.Value) ? -1 : 1);
});

// A tenant that does not tell of its IOCs says so here: an empty table would look as if nothing was ever hit.
var shown = failureRows(answer, 'Value').concat(
  rows.slice(0, 20).map(function (row) {
    return {
      Value: visible(row.Value),
      Type: row.Type,
      Hits: row.Hits,
      Severity: row.Severity,
      Status: row.Status,
      Instance: visible(row.Instance),
    };
  })
);

return { total: shown.length, data: shown };
