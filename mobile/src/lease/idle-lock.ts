/** What becomes of an open session that nobody touches. */
export type IdleState =
  | { readonly kind: 'open' }
  /** Said before anything that was captured is dropped. */
  | { readonly kind: 'warning'; readonly secondsLeft: number }
  | { readonly kind: 'locked' };

export interface IdleTerms {
  readonly lockAfterMs: number;
  readonly warningMs: number;
}

/** @param hasCapture something was captured that a lock would drop: it is never dropped without a warning. */
export function idleState(idleMs: number, hasCapture: boolean, { lockAfterMs, warningMs }: IdleTerms): IdleState {
  if (idleMs < lockAfterMs) return { kind: 'open' };
  const left = lockAfterMs + (hasCapture ? warningMs : 0) - idleMs;
  return left > 0 ? { kind: 'warning', secondsLeft: Math.ceil(left / 1000) } : { kind: 'locked' };
}
