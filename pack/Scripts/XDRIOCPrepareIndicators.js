// What a playbook works on: values that were named, and what a search finds. Commands answer 200 objects at most.
var MOST = 200;
var MOST_FOUND = 2000;
var SCORES = { Unknown: 0, Good: 1, Suspicious: 2, Bad: 3 };
var GOOD = 1;
var verdict = args.verdict || '';
if (verdict && SCORES[verdict] === undefined) {
  throw new Error('The verdict must be Unknown, Good, Suspicious or Bad, not ' + verdict + '.');
}
var keptOut = [];
var notPrepared = [];
var created = [];
var marked = [];
var isCut = false;

function isYes(given) {
  return given === true || String(given).toLowerCase() === 'true' || String(given).toLowerCase() === 'yes';
}

function searchText() {
  var query = String(args.query || '').replace(/^\s+|\s+$/g, '');
  if (!isYes(args.from_incident)) {
    return query;
  }
  if (!args.incident) {
    throw new Error('There is no incident whose indicators could be taken.');
  }
  return 'incident.id:' + quoted(args.incident) + (query === '' ? '' : ' and (' + query + ')');
}

// Somebody's "good" is not overwritten because a search found the indicator: whoever means it names it.
function searched() {
  var query = searchText();
  var blocks = SCORES[verdict] > GOOD;
  var found = query === '' ? [] : findIndicators(query, MOST_FOUND);
  isCut = found.length === MOST_FOUND;
  return found.map(function (indicator) {
    if (blocks && indicator.score === GOOD) {
      keptOut.push(indicator.value);
      return undefined;
    }
    return indicator.value;
  });
}

function unique(values) {
  var seen = {};
  return values.filter(function (value) {
    var key = value === undefined ? 'value ' : indicatorKey(value);
    var isNew = key !== 'value ' && !seen[key];
    seen[key] = true;
    return isNew;
  });
}

// By its shape. What has none of these is not guessed at.
function typeOf(value) {
  if (/^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i.test(value)) {
    return 'File';
  }
  if (/^(?:\d{1,3}\.){3}\d{1,3}$/.test(value)) {
    return 'IP';
  }
  if (/^[a-z][a-z0-9+.-]*:\/\/[^\s\/]/i.test(value)) {
    return 'URL';
  }
  return /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i.test(value) ? 'Domain' : '';
}

function failed(value, reason) {
  notPrepared.push({ Value: value, Reason: reason });
  return false;
}

function create(value) {
  var type = typeOf(value);
  if (type === '') {
    return failed(value, 'XSOAR does not hold it, and its type cannot be told. Create it in XSOAR.');
  }
  var answer = run('createNewIndicator', { value: value, type: type, reputation: verdict || 'Unknown' });
  if (answer.failures.length > 0) {
    return failed(value, 'XSOAR did not create it: ' + answer.failures[0]);
  }
  created.push(value);
  return true;
}

function mark(indicator) {
  if (verdict === '' || indicator.score === SCORES[verdict]) {
    return true;
  }
  var answer = run('setIndicator', { value: indicator.value, reputation: verdict });
  if (answer.failures.length > 0) {
    return failed(indicator.value, 'XSOAR did not set its verdict: ' + answer.failures[0]);
  }
  marked.push(indicator.value);
  return true;
}

function listed(title, values) {
  return values.length === 0 ? '' : '**' + title + ':** ' + values.slice(0, 20).map(escapeMarkdown).join(', ') +
    (values.length > 20 ? ' and ' + (values.length - 20) + ' more' : '') + '.';
}

var all = unique(listOf(args.indicators).concat(searched()));
var left = all.slice(MOST);
var some = all.slice(0, MOST);
var held = indicatorsByValue(some);
var values = some.filter(function (value) {
  var indicator = held[indicatorKey(value)];
  return indicator ? mark(indicator) : isYes(args.create) ? create(value) : true;
});
var texts = [
  'Indicators: ' + values.length + ', of them created: ' + created.length + ', with another verdict than before: ' + marked.length + '.',
  listed('Judged good, so left out (name them to take them)', keptOut),
  left.length === 0 ? '' : listed('Left, because 200 is the most at a time', left) + (isCut ? ' There are more than these.' : '') + ' Play *Cortex XDR IOC - Push By Query* for all of them.',
  notPrepared.length === 0 ? '' : table(['Not prepared', 'Why'], notPrepared.map(function (one) { return [one.Value, one.Reason]; })),
];
// What is told of them from here on is new: a command that fails tells nothing, and must not be taken for the one before.
var theirs = {};
values.forEach(function (value) { theirs[indicatorKey(value)] = true; });
var forgotten = objectsOf(args.outcomes).filter(function (one) {
  return theirs[indicatorKey(one.Value)];
}).map(function (one) {
  return { Value: one.Value, Type: one.Type, Instance: one.Instance, PushStatus: '', Reason: '', Deleted: '', InXDR: '' };
});
var isWarning = left.length + notPrepared.length + keptOut.length > 0;

var context = named('XDRIOC.Preparation', 'Preparation', {
  Values: values,
  // As JSON text: a list of one value with a comma in it stays one value.
  List: JSON.stringify(values),
  Count: values.length,
  Created: created,
  Marked: marked,
  KeptOut: keptOut,
  NotPrepared: notPrepared,
  Left: left,
  Began: new Date().getTime(),
});
if (forgotten.length > 0) {
  context['XDRIOC.IOC(val.Value && val.Value == obj.Value && val.Type == obj.Type && val.Instance == obj.Instance)'] = forgotten;
}

return entryOf(
  texts.filter(function (text) { return text !== ''; }).join('\n\n'),
  context,
  isWarning ? 11 : 1
);
