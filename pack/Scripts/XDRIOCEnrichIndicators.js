// What XDR knows of indicators. A tenant that does not show its IOCs: what XSOAR knows of them.
var values = listOf(args.values);
var answer = values.length === 0 ? { entries: [], failures: [] } : run('xdr-iocs-get', { indicator: values });
var warnings = answer.entries
  .filter(function (entry) { return entry.Type === 11 && entry.HumanReadable; })
  .map(function (entry) { return String(entry.HumanReadable).split('\n')[0]; });
var rows = rowsIn(answer.entries, 'XDRIOC.IOC').map(function (row) {
  return {
    Value: row.Value,
    InXDR: row.InXDR === undefined ? 'unknown' : row.InXDR ? 'yes' : 'no',
    Status: row.Status || row.XsoarStatus || '',
    Severity: row.Severity || '',
    Hits: row.Hits === undefined ? '' : row.Hits,
    Comment: row.Comment || '',
    Instance: row.Instance,
  };
});
var hits = rows.reduce(function (sum, row) { return sum + (row.Hits || 0); }, 0);
var held = rows.filter(function (row) { return row.InXDR === 'yes'; }).length;
var shown = table(['Indicator', 'In XDR', 'Status', 'Severity', 'Hits', 'Comment', 'Instance'], rows.map(function (row) {
  return [row.Value, row.InXDR, row.Status, row.Severity, row.Hits, row.Comment, row.Instance];
}));
var line = 'XDR holds ' + held + ' of ' + values.length + ' indicators; they were hit ' + hits + ' times.';

return entryOf(
  [line].concat(warnings, failureLines(answer.failures), rows.length > 0 ? [shown] : []).join('\n\n'),
  named('XDRIOC.Enrichment', 'Enrichment', { Held: held, Hits: hits, Indicators: rows, Failures: answer.failures }),
  answer.failures.length > 0 ? 11 : 1
);
