// Mends what is trivial in XSOAR. What it cannot mend is told, and left to a person.
var VERDICTS = ['Unknown', 'Good', 'Suspicious', 'Bad'];
var values = [];
var settled = [];
var notMended = [];

function must(command, commandArgs) {
  var answer = run(command, commandArgs);
  if (answer.failures.length > 0) {
    throw new Error(answer.failures[0]);
  }
}

// The old value gets no verdict, so that it does not match any more; what XSOAR holds without blanks keeps its own.
function withoutBlanks(old, to) {
  if (!indicatorsByValue([to])[indicatorKey(to)]) {
    must('createNewIndicator', { value: to, type: old.indicator_type, reputation: VERDICTS[old.score] || 'Unknown' });
  }
  if (old.score !== 0) {
    must('setIndicator', { value: old.value, reputation: 'Unknown' });
    values.push(to);
  }
  settled.push(old.value);
}

function withSeverity(old, field, to) {
  var fields = { value: old.value };
  fields[field] = to;
  must('setIndicator', fields);
  values.push(old.value);
}

objectsOf(args.mendable).forEach(function (one) {
  try {
    var old = indicatorsByValue([one.Value])[indicatorKey(one.Value)];
    if (!old && /…$/.test(one.Value)) {
      notMended.push({ Value: one.Value, Reason: 'Its value is too long to be found again.' });
    } else if (!old) {
      settled.push(one.Value);
    } else if (one.Kind === 'severity') {
      withSeverity(old, one.Field, one.To);
    } else {
      withoutBlanks(old, one.To);
    }
  } catch (thrown) {
    notMended.push({ Value: one.Value, Reason: 'XSOAR did not take the mending: ' + thrown.message });
  }
});
var texts = [
  values.length + ' mended, ' + notMended.length + ' not.',
  values.length === 0 ? '' : 'Mended: ' + values.map(escapeMarkdown).join(', ') + '.',
  notMended.length === 0 ? '' : table(['Not mended', 'Why'], notMended.map(function (one) { return [one.Value, one.Reason]; })),
];

return entryOf(
  texts.filter(function (text) { return text !== ''; }).join('\n\n'),
  named('XDRIOC.Mending', 'Mending', { Values: values, List: JSON.stringify(values), Mended: values.length, Settled: settled, NotMended: notMended }),
  notMended.length > 0 ? 11 : 1
);
