// Did it come so far? Both sides are asked; what the command before said counts where XDR does not show its IOCs.
var isBlock = args.wanted === 'in force';
var GOOD_WORD = isBlock ? 'arrived' : 'unblocked';
var BAD_WORD = isBlock ? 'refused' : 'still blocks';
var UNKNOWN_WORD = 'not verified';
var values = listOf(args.values);
var outcomes = {};
objectsOf(args.outcomes).forEach(function (one) {
  outcomes[indicatorKey(one.Value) + ' of ' + one.Instance] = one;
});
var answer = values.length === 0 ? { entries: [], failures: [] } : run('xdr-iocs-explain', { indicator: values });

// What keeps an indicator from XDR, in the words of whoever keeps it.
function reasonOf(row, outcome) {
  var parts = row.FailingParts instanceof Array ? row.FailingParts : [];
  return (
    row.Rejected ||
    (row.Refused || {}).Reason ||
    (outcome.PushStatus === 'pushed' ? '' : outcome.Reason) ||
    (parts.length > 0 ? 'It does not match ' + parts.join(', ') + ' of the Sync Query.' : '') ||
    row.Summary ||
    'Nobody says why.'
  );
}

// XDR does not show its IOCs: what it acknowledged counts, unless it does not answer at all.
function unseen(row, outcome) {
  if (row.NextRun === 'unknown') {
    return [UNKNOWN_WORD, 'XDR did not answer.'];
  }
  if (outcome.PushStatus === 'pushed' || (!isBlock && (outcome.Deleted === true || outcome.InXDR === false))) {
    return [GOOD_WORD, 'XDR acknowledged it; this tenant does not show its IOCs.'];
  }
  return isBlock && outcome.PushStatus ? [BAD_WORD, reasonOf(row, outcome)] : [UNKNOWN_WORD, 'This tenant does not show its IOCs, and acknowledged nothing.'];
}

function judge(row) {
  var outcome = outcomes[indicatorKey(row.Value) + ' of ' + row.Instance] || {};
  // A change that waits in XDR tells of an IOC, but not how it is now.
  if (row.InXDR === 'unknown' || (row.InXDR === 'yes' && !row.XDR)) {
    return unseen(row, outcome);
  }
  var isInForce = row.InXDR === 'yes' && (row.XDR || {}).Status !== 'DISABLED';
  if (isInForce === isBlock) {
    return [GOOD_WORD, ''];
  }
  if (!isBlock) {
    return [BAD_WORD, outcome.Reason || 'XDR still holds it enabled.'];
  }
  return [BAD_WORD, row.InXDR === 'yes' ? 'XDR keeps it disabled.' : reasonOf(row, outcome)];
}

var told = {};
var rows = rowsIn(answer.entries, 'XDRIOC.Explanation').map(function (row) {
  var judged = judge(row);
  told[indicatorKey(row.Value)] = true;
  return { Value: row.Value, Instance: row.Instance, Outcome: judged[0], Reason: judged[1] };
});
values.forEach(function (value) {
  if (!told[indicatorKey(value)]) {
    rows.push({ Value: value, Instance: '', Outcome: UNKNOWN_WORD, Reason: answer.failures[0] || 'It was not explained.' });
  }
});
objectsOf(args.not_prepared).forEach(function (one) {
  rows.push({ Value: one.Value, Instance: '', Outcome: BAD_WORD, Reason: one.Reason });
});

function count(word) {
  return rows.filter(function (row) { return row.Outcome === word; }).length;
}

var seconds = args.began ? Math.max(0, Math.round((new Date().getTime() - Number(args.began)) / 1000)) : 0;
var isWhole = count(BAD_WORD) + count(UNKNOWN_WORD) + answer.failures.length === 0;
var fields = { Whole: isWhole, Unverified: count(UNKNOWN_WORD), Indicators: rows, Failures: answer.failures, Seconds: seconds };
fields[isBlock ? 'Arrived' : 'Unblocked'] = count(GOOD_WORD);
fields[isBlock ? 'Refused' : 'StillBlocks'] = count(BAD_WORD);
var line = [GOOD_WORD, BAD_WORD, UNKNOWN_WORD].map(function (word) { return count(word) + ' ' + word; }).join(', ') + '.';
var shown = table(['Indicator', 'Outcome', 'Why', 'Instance'], rows.map(function (row) {
  return [row.Value, row.Outcome, row.Reason, row.Instance];
}));

return entryOf(
  [line + ' ' + seconds + ' seconds after the verdict.'].concat(failureLines(answer.failures), rows.length > 0 ? [shown] : []).join('\n\n'),
  named(isBlock ? 'XDRIOC.Check' : 'XDRIOC.Unblocking', 'Check', fields),
  isWhole ? 1 : 11
);
