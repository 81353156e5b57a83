/** A refusal in XDR's own shape: `{"reply": {"err_code", "err_msg", "err_extra"}}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** What stands under `reply`. */
  get reply(): { err_code: number; err_msg: string; err_extra: null } {
    return { err_code: this.status, err_msg: this.message, err_extra: null };
  }
}

/** The client went away before its request had arrived: there is nobody to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}
