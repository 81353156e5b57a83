/** Why an indicator stays behind, in one word: what a report counts, and a playbook may ask for. */
export type RejectionKind =
  // The value alone (`values.ts`).
  | 'ipv6'
  | 'network'
  | 'email'
  | 'hash'
  | 'file-name'
  | 'blanks'
  | 'shape'
  | 'meaningless'
  | 'private'
  // The rest of the indicator, or of the rule.
  | 'severity'
  | 'expiration'
  | 'expired'
  | 'no-value'
  | 'no-type'
  | 'no-indicator'
  | 'not-an-object';

/** An indicator that stays behind: what it was, and why. */
export class Rejection {
  /** The indicator's value, or a stand-in where it has none. Hostile text. */
  readonly value: string;
  /** One line that names what to do. It may quote a little hostile text. */
  readonly reason: string;
  readonly kind: RejectionKind;

  constructor(value: string, reason: string, kind: RejectionKind) {
    this.value = value;
    this.reason = reason;
    this.kind = kind;
  }

  /** True where it has merely expired: it is not sent, and nothing is wrong with it. */
  get expired(): boolean {
    return this.kind === 'expired';
  }
}
