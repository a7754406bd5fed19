export const LONG_JOB_STATES = ['queued', 'running', 'finished', 'cancelled', 'failed'] as const;
export type LongJobState = (typeof LONG_JOB_STATES)[number];

export const LONG_JOB_EVENTS = ['start', 'finish', 'fail', 'resume', 'cancel'] as const;
export type LongJobEvent = (typeof LONG_JOB_EVENTS)[number];

interface Transition {
  readonly from: readonly LongJobState[];
  readonly to: LongJobState;
}

export const LONG_JOB_TRANSITIONS: Readonly<Record<LongJobEvent, Transition>> = {
  start: { from: ['queued'], to: 'running' },
  finish: { from: ['running'], to: 'finished' },
  fail: { from: ['running'], to: 'failed' },
  resume: { from: ['failed'], to: 'running' },
  cancel: { from: ['queued', 'running', 'failed'], to: 'cancelled' },
};

export function canTransition(state: LongJobState, event: LongJobEvent): boolean {
  return LONG_JOB_TRANSITIONS[event].from.includes(state);
}
