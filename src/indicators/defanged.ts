/** A scheme that no browser knows: `hxxp`, `h**ps`, `htxp`. */
const SCHEME = /^h(?:xx|\*\*|tx|xt)p(s?)(?=[:[({])/i;
/** A mark in brackets: `[.]`, `(dot)`, `[:]`, `[://]`, `[@]`. */
const MARK = /[[({]\s?(\.|dot|:|:\/\/|\/|@|at)\s?[\])}]/gi;
const MEANS: Readonly<Record<string, string>> = { dot: '.', at: '@' };
/** What a URL asks for may hold brackets that mean something. */
const ASKED_FOR = /[?#][\s\S]*$/;

/** Whether a value is written so that nobody clicks on it. */
export function isDefanged(value: string): boolean {
  return refang(value) !== value;
}

/** A value as it is meant, where it is written so that nobody clicks on it; any other as it is. */
export function refang(value: string): string {
  const asked = ASKED_FOR.exec(value)?.[0] ?? '';
  return (
    value
      .slice(0, value.length - asked.length)
      .replace(SCHEME, 'http$1')
      .replace(MARK, (_mark, meant: string) => MEANS[meant.toLowerCase()] ?? meant) + asked
  );
}
