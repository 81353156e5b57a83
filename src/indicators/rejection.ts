/** An indicator that stays behind: what it was, and why. */
export class Rejection {
  /** The indicator's value, or a stand-in where it has none. Hostile text. */
  readonly value: string;
  readonly reason: string;

  constructor(value: string, reason: string) {
    this.value = value;
    this.reason = reason;
  }
}
