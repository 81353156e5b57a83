// Explains the indicator of the page: the integration's own words, of every instance.
return toldBy(run('xdr-iocs-explain', { indicator: indicatorValue() }));
