/** An indicator that stays behind: what it was, and why. */
export class Rejection {
  /** The indicator's value, or a stand-in where it has none. Hostile text. */
  readonly value: string;
  readonly reason: string;
  /** True where it has merely expired: it is not sent, and nothing is wrong with it. */
  readonly expired: boolean;

  constructor(value: string, reason: string, expired = false) {
    this.value = value;
    this.reason = reason;
    this.expired = expired;
  }
}
