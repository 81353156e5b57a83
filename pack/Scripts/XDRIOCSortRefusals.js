// The list of refusals, by what can be done: a severity that is only spelt otherwise, blanks around a value, or a person.
var SEVERITIES = {
  info: 'Informational', information: 'Informational', minor: 'Low', lo: 'Low', med: 'Medium', moderate: 'Medium',
  mid: 'Medium', hi: 'High', major: 'High', severe: 'Critical', crit: 'Critical',
};
// The integration's own words; the severity is quoted as JSON, so that no text in it can end the quote.
var SEVERITY = /^Its severity "([^"\\]*)" in the field '([a-z0-9_]+)' is not one of /;
var AROUND = /^[\s\u0000-\u0020\u007f-\u00a0\u00ad\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+|[\s\u0000-\u0020\u007f-\u00a0\u00ad\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+$/g;
var answer = run('xdr-iocs-refused', { limit: '200' });
var rows = rowsIn(answer.entries, 'XDRIOC.Refused');
var mended = setOf(objectsOfValues(args.mended));
var settled = setOf(objectsOfValues(args.settled));
var notMended = {};
objectsOf(args.not_mended).forEach(function (one) {
  notMended['value ' + one.Value] = one.Reason;
});

// Blanks around a value matter here, so these lists are not trimmed.
function objectsOfValues(given) {
  return given === undefined || given === null || given === '' ? [] : given instanceof Array ? given : [given];
}

function setOf(values) {
  var set = {};
  values.forEach(function (value) { set['value ' + value] = true; });
  return set;
}

function mendingOf(row) {
  var cleaned = String(row.Value).replace(AROUND, '');
  if (cleaned !== row.Value && cleaned !== '') {
    return { Value: row.Value, Kind: 'blanks', To: cleaned, Field: '' };
  }
  var match = SEVERITY.exec(row.Reason || '');
  var word = match && SEVERITIES[match[1].replace(/^\s+|\s+$/g, '').toLowerCase()];
  return word ? { Value: row.Value, Kind: 'severity', To: word, Field: match[2] } : undefined;
}

var seen = {};
var mendable = [];
var forPerson = [];
rows.forEach(function (row) {
  var key = 'value ' + row.Value;
  var mending = mended[key] || notMended[key] ? undefined : mendingOf(row);
  if (settled[key] || seen[key + ' of ' + row.Instance]) {
    return;
  }
  seen[key + ' of ' + row.Instance] = true;
  if (mending && !seen[key]) {
    mendable.push(mending);
  } else if (!mending) {
    forPerson.push({ Value: row.Value, Reason: notMended[key] || row.Reason, ToDo: row.ToDo, Instance: row.Instance });
  }
  seen[key] = true;
});
var texts = [
  forPerson.length + ' refusals need a person; ' + mendable.length + ' can be mended.',
  mendable.length === 0 ? '' : table(['Can be mended', 'How'], mendable.map(function (one) {
    return [one.Value, one.Kind === 'severity' ? 'The severity becomes ' + one.To + '.' : 'Without the blanks around it.'];
  })),
  forPerson.length === 0 ? '' : table(['Needs a person', 'Why', 'What to do', 'Instance'], forPerson.map(function (one) {
    return [one.Value, one.Reason, one.ToDo, one.Instance];
  })),
];

return entryOf(
  texts.concat(failureLines(answer.failures)).filter(function (text) { return text !== ''; }).join('\n\n'),
  named('XDRIOC.Refusals', 'Refusals', {
    Count: rows.length, Mendable: mendable, ForPerson: forPerson, NeedsPerson: forPerson.length, Failures: answer.failures,
  }),
  answer.failures.length > 0 ? 11 : 1
);
