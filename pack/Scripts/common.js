// What every script of the pack begins with; the build puts it there. ECMAScript 5: the server's own engine knows no more.

// Runs a command. With two instances there are entries of both, and one may have failed: all of them are read.
function run(command, commandArgs) {
  var entries = executeCommand(command, commandArgs || {}) || [];
  var failures = [];
  var failedInstances = [];
  for (var i = 0; i < entries.length; i += 1) {
    if (entries[i].Type === 4) {
      failures.push(String(entries[i].Contents));
      failedInstances.push(instanceOf(entries[i]));
    }
  }
  return { entries: entries, failures: failures, failedInstances: failedInstances };
}

// The instance that a failure is of: what people read of it ends with that; empty where it does not.
function instanceOf(entry) {
  var end = /\n\nInstance: ([^\n]*)$/.exec(entry.HumanReadable || '');
  return end ? end[1].replace(/\\(.)/g, '$1') : '';
}

// The objects that entries put under a path of the context, such as XDRIOC.Sync.
function rowsIn(entries, path) {
  var rows = [];
  for (var i = 0; i < entries.length; i += 1) {
    var context = entries[i].EntryContext || {};
    for (var key in context) {
      if (key === path || key.indexOf(path + '(') === 0) {
        rows = rows.concat(context[key]);
      }
    }
  }
  return rows;
}

// Foreign text of bounded length, in one line, in which nothing is hidden and nothing turns the reading direction.
function visible(value) {
  var text = value === undefined || value === null ? '' : String(value);
  if (text.length > 500) {
    text = text.substring(0, 500) + '…';
  }
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g,
    ' '
  );
}

// Foreign text as Markdown that shows it and does nothing else.
function escapeMarkdown(value) {
  return visible(value)
    .replace(/[\\`*_{}\[\]<>#|~!&@]/g, '\\$&')
    .replace(/:\/\//g, '\\://')
    .replace(/www\./gi, 'www\\.');
}

// A Markdown table; every cell is foreign text.
function table(headers, rows) {
  var lines = ['| ' + headers.join(' | ') + ' |', '| ' + headers.map(rule).join(' | ') + ' |'];
  for (var i = 0; i < rows.length; i += 1) {
    lines.push('| ' + rows[i].map(escapeMarkdown).join(' | ') + ' |');
  }
  return lines.join('\n');
}

function rule() {
  return '---';
}

// Failures as lines of Markdown; nothing where there are none.
function failureLines(failures) {
  return failures.map(function (text) {
    return '**Failed:** ' + escapeMarkdown(text);
  });
}

// An entry for the War Room: Markdown for people, objects for playbooks. The server extracts no indicators from it.
function entryOf(markdown, context, type) {
  return {
    Type: type || 1,
    ContentsFormat: 'markdown',
    Contents: markdown,
    HumanReadable: markdown,
    IgnoreAutoExtract: true,
    EntryContext: context || {},
  };
}

// What every instance said, as one entry for whoever pressed a button: an error only where nobody did anything.
function toldBy(answer) {
  var told = [];
  var type = answer.failures.length > 0 ? 11 : 1;
  for (var i = 0; i < answer.entries.length; i += 1) {
    var entry = answer.entries[i];
    if (entry.Type !== 4 && entry.HumanReadable) {
      told.push(entry.HumanReadable);
      type = entry.Type === 11 ? 11 : type;
    }
  }
  if (told.length === 0) {
    type = 4;
  }
  var text = told.concat(failureLines(answer.failures)).join('\n\n');
  return entryOf(text || 'No instance answered: enable an instance of the integration.', {}, type);
}

// Failures as rows of a widget's table: a table that leaves them out looks as if all were well.
function failureRows(answer, column) {
  return answer.failures.map(function (text, at) {
    var row = { Instance: visible(answer.failedInstances[at]) };
    row[column] = 'An instance does not tell: ' + visible(text);
    return row;
  });
}

// The value of the indicator whose page the script was called from, or that was typed: a list of one, as an argument
// takes it. An address with commas would otherwise be several.
function indicatorValue() {
  var given = args.indicator;
  var value = given && typeof given === 'object' ? given.value : given;
  if (!value) {
    throw new Error('There is no indicator: call this from the page of one, or give indicator=<value>.');
  }
  return JSON.stringify([String(value)]);
}

// A list as an argument gives it: a list, or a text with commas or lines.
function listOf(given) {
  if (given === undefined || given === null || given === '') {
    return [];
  }
  var items = given instanceof Array ? given : String(given).charAt(0) === '[' ? JSON.parse(given) : String(given).split(/[,\n]/);
  return items
    .map(function (item) {
      return String(item && typeof item === 'object' ? item.value : item).replace(/^\s+|\s+$/g, '');
    })
    .filter(function (item) {
      return item !== '';
    });
}

// Objects that a task hands over: a list, one object, or either as JSON text.
function objectsOf(given) {
  if (given === undefined || given === null || given === '') {
    return [];
  }
  var parsed = typeof given === 'string' ? JSON.parse(given) : given;
  return (parsed instanceof Array ? parsed : [parsed]).filter(function (one) {
    return one !== null && typeof one === 'object';
  });
}

// A value as a phrase of the query language: quotes and backslashes lose their meaning.
function quoted(value) {
  return '"' + String(value).replace(/["\\]/g, '\\$&') + '"';
}

// The indicators that match a query, a page of them. Pages count from 0.
function findIndicators(query, size, page) {
  var answer = run('findIndicators', { query: query, size: size, page: page || 0 });
  if (answer.failures.length > 0) {
    throw new Error('XSOAR did not search: ' + answer.failures[0]);
  }
  var first = answer.entries[0];
  return first && first.Contents instanceof Array ? first.Contents : [];
}

// The indicators of these values, by how indicatorKey writes them.
function indicatorsByValue(values) {
  var found = {};
  for (var at = 0; at < values.length; at += 50) {
    var some = values.slice(at, at + 50);
    var query = 'value:(' + some.map(quoted).join(' ') + ')';
    findIndicators(query, 4 * some.length).forEach(function (indicator) {
      found[indicatorKey(indicator.value)] = indicator;
    });
  }
  return found;
}

// Values are the same in any case; only the path of a URL is not.
function indicatorKey(value) {
  var text = String(value);
  return 'value ' + (text.indexOf('/') < 0 ? text.toLowerCase() : text);
}

// What an object in the context is found again by: the later takes the place of the earlier.
function named(path, name, fields) {
  var context = {};
  fields.Name = name;
  context[path + '(val.Name && val.Name == obj.Name)'] = fields;
  return context;
}
