import { describe, expect, it } from '@jest/globals';
import { canTransition, LONG_JOB_EVENTS, LONG_JOB_STATES, LONG_JOB_TRANSITIONS } from './long-job-state.js';

const ALLOWED: readonly string[] = [
  'queued start running',
  'queued cancel cancelled',
  'running finish finished',
  'running fail failed',
  'running cancel cancelled',
  'failed resume running',
  'failed cancel cancelled',
];

describe('the state of a long job', () => {
  it.each(LONG_JOB_STATES.flatMap((state) => LONG_JOB_EVENTS.map((event) => [state, event] as const)))(
    'changes only by the allowed transitions: %s, %s',
    (state, event) => {
      const move = `${state} ${event} ${LONG_JOB_TRANSITIONS[event].to}`;
      expect(canTransition(state, event)).toBe(ALLOWED.includes(move));
    },
  );
});
