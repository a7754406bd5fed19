import type { Problem } from '#electoral/wire';

/** No answer came: no network, or nothing at its end. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
}

/** The server asks for patience. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  constructor(readonly retryAfterMs: number | undefined) {
    super('the server is busy');
  }
}

/** The server answered, and the answer is no. `problem.detail` is for the person. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}
