import { describe, expect, it } from '@jest/globals';
import { DESK_STATES, transitionDeskRecord, type DeskState } from './desk-state.js';

const allowed: readonly `${DeskState} → ${DeskState}`[] = [
  'pendiente → asignado',
  'asignado → revisado',
  'asignado → asignado',
  'asignado → pendiente',
  'revisado → revisado',
];
const transitions = DESK_STATES.flatMap((from) => DESK_STATES.map((to) => [from, to] as const));

describe('state transitions of a desk record (§11.4–11.5)', () => {
  it.each(transitions)('%s → %s is allowed if and only if the table lists it', (from, to) => {
    const transition = (): DeskState => transitionDeskRecord(from, to);
    if (allowed.includes(`${from} → ${to}`)) expect(transition()).toBe(to);
    else expect(transition).toThrow('CONTROL_DESK.MOVE_FORBIDDEN');
  });

  it('are nine in total, of which five are allowed', () => {
    expect(transitions).toHaveLength(9);
    expect(allowed).toHaveLength(5);
  });
});
