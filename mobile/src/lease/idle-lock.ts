/** The state of an open session by the time since the last touch. */
export type IdleState =
  | { readonly kind: 'open' }
  /** Shown before a capture is dropped. */
  | { readonly kind: 'warning'; readonly secondsLeft: number }
  | { readonly kind: 'locked' };

export interface IdleTimeouts {
  readonly lockAfterMs: number;
  readonly warningMs: number;
}

/** @param hasCapture locking would drop a capture, so a warning comes first. */
export function idleState(idleMs: number, hasCapture: boolean, { lockAfterMs, warningMs }: IdleTimeouts): IdleState {
  if (idleMs < lockAfterMs) return { kind: 'open' };
  const left = lockAfterMs + (hasCapture ? warningMs : 0) - idleMs;
  return left > 0 ? { kind: 'warning', secondsLeft: Math.ceil(left / 1000) } : { kind: 'locked' };
}
