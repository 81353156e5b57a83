// A button on an indicator's page: the warnings of every instance are shown with what was done.
var answer = run('xdr-iocs-disable', { indicator: indicatorValue() });
var told = [];
for (var i = 0; i < answer.entries.length; i += 1) {
  if (answer.entries[i].Type !== 4 && answer.entries[i].HumanReadable) {
    told.push(answer.entries[i].HumanReadable);
  }
}
var failed = answer.failures.length > 0;

return entryOf(told.concat(failureLines(answer.failures)).join('\n\n'), {}, failed ? 4 : 1);
