// The newest refusals, counted by reason: what a bar chart takes.
var rows = rowsIn(run('xdr-iocs-refused', { limit: '200' }).entries, 'XDRIOC.Refused');
var counts = {};
for (var i = 0; i < rows.length; i += 1) {
  // Reasons name the value; up to the first stop or quote they are the same for all of a kind.
  var reason = String(rows[i].Reason || '').split(/[.:;("']/)[0].substring(0, 60);
  counts[reason] = (counts[reason] || 0) + 1;
}

return JSON.stringify(
  Object.keys(counts)
    .sort(function (one, other) {
      return counts[other] - counts[one];
    })
    .slice(0, 10)
    .map(function (reason) {
      return { name: reason, data: [counts[reason]] };
    })
);
