// What every script of the pack begins with; the build puts it there. ECMAScript 5: the server's own engine knows no more.

// Runs a command. With two instances there are entries of both, and one may have failed: all of them are read.
function run(command, commandArgs) {
  var entries = executeCommand(command, commandArgs || {}) || [];
  var failures = [];
  for (var i = 0; i < entries.length; i += 1) {
    if (entries[i].Type === 4) {
      failures.push(String(entries[i].Contents));
    }
  }
  return { entries: entries, failures: failures };
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

// Foreign text as Markdown that shows it and does nothing else.
function escapeMarkdown(value) {
  var text = value === undefined || value === null ? '' : String(value);
  if (text.length > 500) {
    text = text.substring(0, 500) + '…';
  }
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, ' ')
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

// The value of the indicator whose page the script was called from, or that was typed.
function indicatorValue() {
  var given = args.indicator;
  var value = given && typeof given === 'object' ? given.value : given;
  if (!value) {
    throw new Error('There is no indicator: call this from the page of one, or give indicator=<value>.');
  }
  return String(value);
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
