import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { idleState } from './idle-lock.js';

const terms = { lockAfterMs: 600_000, warningMs: 60_000 };

describe('an idle session (§8.1)', () => {
  it('is locked after the idle time if nothing was captured', () => {
    expect(idleState(599_999, false, terms)).toEqual({ kind: 'open' });
    expect(idleState(600_000, false, terms)).toEqual({ kind: 'locked' });
  });

  it('shows a warning with a countdown in seconds before it drops a capture', () => {
    expect(idleState(599_999, true, terms)).toEqual({ kind: 'open' });
    expect(idleState(600_000, true, terms)).toEqual({ kind: 'warning', secondsLeft: 60 });
    expect(idleState(659_001, true, terms)).toEqual({ kind: 'warning', secondsLeft: 1 });
    expect(idleState(660_000, true, terms)).toEqual({ kind: 'locked' });
  });

  it('never drops a capture before the warning has been shown for its full time', () => {
    fc.assert(
      fc.property(
        fc.nat(2_000_000),
        fc.integer({ min: 1, max: 900_000 }),
        fc.nat(120_000),
        (idle, lockAfterMs, warningMs) => {
          const { kind } = idleState(idle, true, { lockAfterMs, warningMs });
          expect(kind === 'locked').toBe(idle >= lockAfterMs + warningMs);
        },
      ),
    );
  });
});
