// What of the sync needs a person: of every instance, and of those that do not even answer.
var HOUR = 3600000;
var answer = run('xdr-iocs-status', { check: 'true' });
var rows = rowsIn(answer.entries, 'XDRIOC.Sync');
var problems = [];

function limit(given, fallback) {
  var number = Number(given);
  return given === undefined || given === '' || isNaN(number) ? fallback : number;
}

function problem(row, what, toDo) {
  problems.push({ Instance: row.Instance || '', Problem: what, ToDo: toDo });
}

// XSOAR's time, as the integration told it: XDR's clock, less what it is ahead.
function nowOf(tenant) {
  return tenant.Time ? Date.parse(tenant.Time) - 1000 * (tenant.Ahead || 0) : new Date().getTime();
}

function checkLastRun(row, tenant) {
  var last = row.LastRun;
  var hours = limit(args.most_hours, 24);
  if (!last || !last.Began) {
    if (row.Fetches) {
      problem(row, 'It has never run.', "Look at the fetch history of the instance, and test it.");
    }
    return;
  }
  var age = (nowOf(tenant) - Date.parse(last.Began)) / HOUR;
  if (row.Fetches && age > hours) {
    problem(row, 'The last run began ' + Math.floor(age) + ' hours ago.', 'Look at the fetch history of the instance.');
  }
  // A run that is still at work looks as if it were killed.
  if (last.End === 'failed' || (last.End === 'killed' && age > 1)) {
    problem(row, 'The last run was ' + last.End + '. ' + (last.Failure || ''), 'Do what the failure says, then run !xdr-iocs-status.');
  }
}

function check(row) {
  var tenant = row.Tenant || {};
  if (tenant.Reachable === false) {
    problem(row, 'XDR does not answer: ' + tenant.Failure, "Test the instance: address, API key, network.");
  }
  if (Math.abs(tenant.Ahead || 0) > limit(args.most_clock_seconds, 120)) {
    problem(row, "XDR's clock differs by " + tenant.Ahead + ' seconds.', 'Set the clock of the XSOAR server by NTP.');
  }
  if (/^More than /.test(row.RetiringRests || '')) {
    problem(row, 'Nothing is retired: ' + row.RetiringRests, 'Look at what would go: !xdr-iocs-retire, then dry_run=false.');
  }
  if (row.Refused > limit(args.most_refused, 0)) {
    problem(row, 'Indicators that do not reach XDR: ' + row.Refused + '.', 'Play Cortex XDR IOC - Handle Refusals.');
  }
  checkLastRun(row, tenant);
}

rows.forEach(check);
answer.failures.forEach(function (text) {
  problem({}, 'An instance does not tell how it is: ' + text, 'Test the instance.');
});
if (rows.length === 0 && answer.failures.length === 0) {
  problem({}, 'No instance answered.', 'Enable an instance of the integration.');
}
var shown = table(['Needs a person', 'What to do', 'Instance'], problems.map(function (one) {
  return [one.Problem, one.ToDo, one.Instance];
}));

return entryOf(
  problems.length === 0 ? 'All is well with ' + rows.length + ' instances.' : shown,
  named('XDRIOC.Health', 'Health', { Healthy: problems.length === 0, Problems: problems, Instances: rows.length, Details: shown }),
  problems.length === 0 ? 1 : 11
);
