// Pushes what a query finds, page by page, until one is short or the round's time is over; the next round goes on there.
var COUNTS = ['Sent', 'Refused', 'Rejected', 'Expired', 'Unknown', 'HeldBack'];
var query = String(args.query);
var size = Number(args.page_size || 1000);
var most = 1000 * Number(args.most_seconds || 120);
var before = objectsOf(args.state).filter(function (one) { return one.Query === query && !one.Finished; })[0];
var page = before ? before.NextPage : 0;
var pushed = before ? before.Pushed : 0;
var sums = {};
var failures = [];
var began = new Date().getTime();
var isFinished = false;
if (before) {
  objectsOf(before.Instances).forEach(function (row) { sums[row.Instance] = row; });
}

function add(row) {
  var sum = sums[row.Instance] || { Instance: row.Instance };
  COUNTS.forEach(function (name) { sum[name] = (sum[name] || 0) + (row[name] || 0); });
  sums[row.Instance] = sum;
}

// Other entries tell of single indicators: a run of a million would tell too much. The list of refusals keeps the newest.
function pushPage(values) {
  var answer = run('xdr-iocs-push', { indicator: values });
  var rows = rowsIn(answer.entries, 'XDRIOC.Push');
  rows.forEach(add);
  // A page of which nothing arrived fails, and still answers counts; what answers none has failed as a whole.
  if (rows.length < Math.max(1, answer.failures.length)) {
    failures = answer.failures.length > 0 ? answer.failures : ['No instance answered.'];
  }
}

var last = '';
while (!isFinished && failures.length === 0 && new Date().getTime() - began < most) {
  var values = findIndicators(query, size, page).map(function (one) { return one.value; });
  var first = values.join('\n');
  if (values.length > 0 && first === last) {
    throw new Error('XSOAR answers the same page again: narrow the query, so that it finds less than ' + size + '.');
  }
  if (values.length > 0) {
    pushPage(values);
  }
  if (failures.length === 0) {
    last = first;
    page += 1;
    pushed += values.length;
    isFinished = values.length < size;
  }
}
var rows = Object.keys(sums).map(function (name) {
  sums[name].Finished = isFinished;
  return sums[name];
});
var context = named('XDRIOC.QueryPush', 'QueryPush', {
  Query: query, NextPage: isFinished ? 0 : page, Pushed: pushed, Finished: isFinished, Instances: rows,
});
context['XDRIOC.Push(val.Instance && val.Instance == obj.Instance)'] = rows;
var line = pushed + ' indicators were gone through; ' + (isFinished ? 'that is all.' : 'there are more.');
var counts = table(['Instance'].concat(COUNTS), rows.map(function (row) {
  return [row.Instance].concat(COUNTS.map(function (name) { return row[name] || 0; }));
}));

return entryOf([line, counts].concat(failureLines(failures)).join('\n\n'), context, failures.length > 0 ? 4 : 1);
