// Explains the indicator of the page: the integration's own words, of every instance.
var answer = run('xdr-iocs-explain', { indicator: indicatorValue() });
var told = [];
for (var i = 0; i < answer.entries.length; i += 1) {
  if (answer.entries[i].Type === 1 && answer.entries[i].HumanReadable) {
    told.push(answer.entries[i].HumanReadable);
  }
}

return entryOf(told.concat(failureLines(answer.failures)).join('\n\n') || 'No instance answered.');
