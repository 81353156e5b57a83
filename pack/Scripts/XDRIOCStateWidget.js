// In one glance: are both sides in step, what waits, and how did the last run end?
var answer = run('xdr-iocs-status');
var rows = rowsIn(answer.entries, 'XDRIOC.Sync');

function verdictOf(row) {
  var last = row.LastRun || {};
  if (last.End === 'failed') {
    return '❌ The last run failed';
  }
  if (row.Phase === 'in step') {
    return row.ToPush || row.HeldBack || row.Owed ? '🔄 In step; a few are on their way' : '✅ In step';
  }
  return row.Phase === 'first sync' ? '⏳ First sync' : '⚠️ ' + escapeMarkdown(row.Phase);
}

function progressOf(row) {
  if (row.Phase !== 'first sync' || !row.Matching) {
    return '';
  }
  return ' (' + Math.floor((100 * row.Pushed) / row.Matching) + '%)';
}

function linesOf(row) {
  var last = row.LastRun || {};
  var lines = ['### ' + verdictOf(row) + progressOf(row)];
  if (rows.length > 1) {
    lines.push('Instance: ' + escapeMarkdown(row.Instance));
  }
  lines.push(
    table(
      ['', ''],
      [
        ['Indicators to push', row.ToPush || 0],
        ['Held back', row.HeldBack || 0],
        ['To be retired', row.RetiringRests || row.ToRetire || 0],
        ['Refused', row.Refused || 0],
        ['Last run', last.Began ? last.Began + ', ' + last.End : 'none yet'],
      ]
    )
  );
  if (last.Failure) {
    lines.push('**Failed:** ' + escapeMarkdown(last.Failure));
  }
  return lines.join('\n\n');
}

return rows.map(linesOf).concat(failureLines(answer.failures)).join('\n\n') || 'No instance answered.';
