// The newest refusals, counted by reason: what a bar chart takes.
var MOST_BARS = 10;
// The integration's own reasons begin with one of these. Severity and type are quoted in them: only the words around count.
var KINDS = [
  [/^It is an IPv6 address/, 'IPv6 address'],
  [/^It is a network/, 'Network, not an address'],
  [/^It is an e-mail address/, 'E-mail address'],
  [/^It is the name of a file/, 'File name, not a hash'],
  [/^It is neither an MD5 nor a SHA-256/, 'Neither MD5 nor SHA-256'],
  [/^(There are blanks|There is a blank|It holds a character that cannot be seen)/, 'Blanks or hidden characters'],
  [/^It is written so that nobody clicks/, 'Written defanged'],
  [/^(It is (an IP address|a domain|a URL), but|It does not look like )/, 'Value and type do not fit'],
  [/^It stands for nearly everything/, 'Means nearly everything'],
  [/^It is a private address/, 'Private address'],
  [/^Its severity /, 'Severity that XDR has not'],
  [/^Its expiration /, 'Expiration that is no time'],
  [/^It has no (value|indicator type)/, 'No value or no type'],
  [/^XSOAR's search gave /, 'No indicator at all'],
];
var rows = rowsIn(run('xdr-iocs-refused', { limit: '200' }).entries, 'XDRIOC.Refused');

// What the integration puts before XDR's own words, where it tried an indicator alone.
var ALONE = /^XDR takes the others, but not this one, even alone\. (?:Correct it in XSOAR, or leave it out of the 'Sync Query'\. )?/;
// What comes next where one is too large: its size.
var TOO_LARGE = /^XDR takes the others, but not this one, even alone\. It has \d/;

// XDR's own words: alike but for what they quote, which are the same for all of a kind.
function wordsOfXdr(row) {
  if (TOO_LARGE.test(row.Reason)) {
    return 'Too large for XDR';
  }
  var text = String(row.Reason || '').replace(ALONE, '').replace(/^XDR /, '');
  if (row.Value) {
    text = text.split(String(row.Value)).join('…');
  }
  text = visible(text)
    .replace(/"[^"]*"|'[^']*'|\([^)]*\)/g, '…')
    .replace(/\d+/g, '…')
    .split(/[.;]\s/)[0]
    .replace(/[\s.]+$/, '');
  return 'XDR: ' + (text.length > 60 ? text.substring(0, 59) + '…' : text || 'no reason given');
}

function kindOf(row) {
  for (var i = 0; !row.ByXDR && i < KINDS.length; i += 1) {
    if (KINDS[i][0].test(row.Reason)) {
      return KINDS[i][1];
    }
  }
  return row.ByXDR ? wordsOfXdr(row) : 'Something else';
}

// Names are foreign text: a list, since an object would take "__proto__" for something else.
var bars = [];
rows.forEach(function (row) {
  var name = kindOf(row);
  var known = bars.filter(function (bar) {
    return bar.name === name;
  })[0];
  if (known) {
    known.data[0] += 1;
  } else {
    bars.push({ name: name, data: [1] });
  }
});
bars.sort(function (one, other) {
  return other.data[0] - one.data[0] || (one.name < other.name ? -1 : 1);
});
var others = bars.slice(MOST_BARS - 1);
if (others.length > 1) {
  var count = others.reduce(function (sum, bar) {
    return sum + bar.data[0];
  }, 0);
  bars = bars.slice(0, MOST_BARS - 1).concat([{ name: 'All others', data: [count] }]);
}

return JSON.stringify(bars);
