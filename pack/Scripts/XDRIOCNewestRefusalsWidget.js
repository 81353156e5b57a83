// The newest refusals of all instances, newest first: what a table takes.
var answer = run('xdr-iocs-refused', { limit: '50' });
var rows = rowsIn(answer.entries, 'XDRIOC.Refused');
rows.sort(function (one, other) {
  return one.Since === other.Since ? 0 : one.Since < other.Since ? 1 : -1;
});

var shown = failureRows(answer, 'Reason').concat(
  rows.slice(0, 50).map(function (row) {
    return {
      Value: visible(row.Value),
      Reason: visible(row.Reason),
      Since: row.Since,
      Times: row.Times,
      Instance: visible(row.Instance),
    };
  })
);

return { total: shown.length, data: shown };
