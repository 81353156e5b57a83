// One incident, found again by its name: opened when something needs a person, closed when nothing does.
var CLOSED = 2;
var name = String(args.name);
var isHealthy = String(args.healthy) === 'true';

function must(command, commandArgs) {
  var answer = run(command, commandArgs);
  if (answer.failures.length > 0) {
    throw new Error(command + ' failed: ' + answer.failures[0]);
  }
  return answer.entries[0] || {};
}

function openOnes() {
  var contents = must('getIncidents', { query: 'name:' + quoted(name) + ' and -status:closed', size: 100 }).Contents || {};
  return (contents.data || []).filter(function (one) {
    return one.name === name && one.status !== CLOSED && String(one.id) !== String(args.own || '');
  });
}

function open() {
  var given = { name: name, details: String(args.details || '') };
  if (args.incident_type) {
    given.type = args.incident_type;
  }
  return String((must('createNewIncident', given).EntryContext || {}).CreatedIncidentID || '');
}

var known = openOnes();
var action = 'none';
var id = '';
if (isHealthy) {
  known.forEach(function (one) {
    must('closeInvestigation', { id: String(one.id), closeReason: 'Resolved', closeNotes: 'The sync is well again.' });
    action = 'closed';
    id = String(one.id);
  });
} else {
  action = known.length > 0 ? 'kept open' : 'opened';
  id = known.length > 0 ? String(known[0].id) : open();
}

return entryOf(
  { none: 'No incident is needed.', closed: 'Closed', 'kept open': 'Still open:', opened: 'Opened' }[action] + (id ? ' incident ' + escapeMarkdown(id) + '.' : ''),
  named('XDRIOC.HealthIncident', 'HealthIncident', { Action: action, ID: id })
);
