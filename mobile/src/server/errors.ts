import type { Problem } from '#electoral/wire';

/** No response: no network, or the server is unreachable. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
}

/** The server is overloaded or unavailable. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  constructor(readonly retryAfterMs: number | undefined) {
    super('the server is busy');
  }
}

/** The server refused the request. `problem.detail` is a sentence for the user. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}
