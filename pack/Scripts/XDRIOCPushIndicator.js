// A button on an indicator's page: what every instance says, its warnings among it.
return toldBy(run('xdr-iocs-push', { indicator: indicatorValue() }));
