// In one glance: are both sides in step, what waits, and how did the last run end?
var HOUR = 3600000;
// After this long without a run a person should look: what Daily Health begins with, too.
var MOST_HOURS = 24;
// A run that is still at work looks as if it were killed.
var LONGEST_RUN_HOURS = 1;
var answer = run('xdr-iocs-status');
var rows = rowsIn(answer.entries, 'XDRIOC.Sync');

function hoursSince(time) {
  return (Date.now() - Date.parse(time)) / HOUR;
}

function agoText(time) {
  var minutes = Math.floor(60 * hoursSince(time));
  if (!(minutes >= 1)) {
    return 'just now';
  }
  if (minutes < 120) {
    return minutes + (minutes === 1 ? ' minute ago' : ' minutes ago');
  }
  return minutes < 48 * 60 ? Math.floor(minutes / 60) + ' hours ago' : Math.floor(minutes / 1440) + ' days ago';
}

function failedText(last) {
  if (last.End === 'failed') {
    return '❌ The last run failed';
  }
  if (last.End !== 'killed') {
    return '';
  }
  return hoursSince(last.Began) < LONGEST_RUN_HOURS ? '🔄 A run is at work, or was killed' : '❌ The last run was killed';
}

function silentText(row, last) {
  if (!row.Fetches || !last.Began || hoursSince(last.Began) <= MOST_HOURS) {
    return '';
  }
  return '⚠️ No run for ' + agoText(last.Began).replace(' ago', '');
}

function phaseText(row) {
  if (row.Phase === 'in step') {
    return row.ToPush || row.HeldBack || row.Owed ? '🔄 In step; some are on their way' : '✅ In step';
  }
  if (row.Phase === 'first sync') {
    var share = row.Matching ? ' (' + Math.floor((100 * row.Pushed) / row.Matching) + '%)' : '';
    return '⏳ First sync' + share;
  }
  if (row.Phase === 'to begin anew') {
    return '⏳ The next run begins anew';
  }
  return row.Fetches && row.AutoSync ? '⏳ Not started; the next fetch begins' : '⏸️ Not started';
}

function byItself(row) {
  if (!row.Fetches) {
    return 'nothing: Fetches indicators is off';
  }
  return row.AutoSync ? 'pushes and pulls' : 'only pulls: Auto Sync is off';
}

function lastText(last) {
  return last.Began ? last.End + ', ' + agoText(last.Began) + ' (' + last.Began + ')' : 'none yet';
}

function retiringText(row) {
  return row.RetiringRests || (row.ToRetireIsMost ? 'at most ' : '') + (row.ToRetire || 0);
}

function linesOf(row) {
  var last = row.LastRun || {};
  var lines = ['### ' + (failedText(last) || silentText(row, last) || phaseText(row))];
  if (rows.length + answer.failures.length > 1) {
    lines.push('Instance: ' + escapeMarkdown(row.Instance));
  }
  if (last.Failure) {
    lines = lines.concat(failureLines([last.Failure]));
  }
  lines.push(
    table(
      ['What', 'How it is'],
      [
        ['Pushed', (row.Pushed || 0) + ' of ' + (row.Matching || 0) + ' indicators'],
        ['Wait to be pushed', (row.ToPush || 0) + (row.Owed ? ', and ' + row.Owed + ' by value' : '')],
        ['Held back', row.HeldBack || 0],
        ['Wait to be retired', retiringText(row)],
        ['Refused', row.Refused || 0],
        ['Last run', lastText(last)],
        ['By itself', byItself(row)],
      ]
    )
  );
  return lines.join('\n\n');
}

// What does not even answer stands first: a green tick of another instance must not hide it.
var silent = answer.failures.map(function (text, at) {
  var name = answer.failedInstances[at];
  var lines = ['### ❌ An instance does not answer', failureLines([text])[0]];
  return lines.concat(name ? ['Instance: ' + escapeMarkdown(name)] : []).join('\n\n');
});

return silent.concat(rows.map(linesOf)).join('\n\n') || 'No instance answered: enable an instance of the integration.';
