// The newest refusals of all instances, newest first: what a table takes.
var rows = rowsIn(run('xdr-iocs-refused', { limit: '50' }).entries, 'XDRIOC.Refused');
rows.sort(function (one, other) {
  return String(other.Since).localeCompare(String(one.Since));
});

return {
  total: rows.length,
  data: rows.map(function (row) {
    return { Value: row.Value, Reason: row.Reason, Since: row.Since, Times: row.Times };
  }),
};
