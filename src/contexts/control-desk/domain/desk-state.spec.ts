import { describe, expect, it } from '@jest/globals';
import { DESK_STATES, transitionDeskRecord, type DeskState } from './desk-state.js';

const allowed: readonly `${DeskState} → ${DeskState}`[] = [
  'pendiente → asignado',
  'asignado → revisado',
  'asignado → incompleto',
  'asignado → asignado',
  'asignado → pendiente',
  'incompleto → revisado',
  'incompleto → incompleto',
  'incompleto → asignado',
  'incompleto → pendiente',
  'revisado → asignado',
  'revisado → incompleto',
];
const transitions = DESK_STATES.flatMap((from) => DESK_STATES.map((to) => [from, to] as const));

describe('state transitions of a desk record (§11.4–11.5)', () => {
  it.each(transitions)('%s → %s is allowed if and only if the table lists it', (from, to) => {
    const transition = (): DeskState => transitionDeskRecord(from, to);
    if (allowed.includes(`${from} → ${to}`)) expect(transition()).toBe(to);
    else expect(transition).toThrow('CONTROL_DESK.MOVE_FORBIDDEN');
  });

  it('are 16 in total, of which 11 are allowed', () => {
    expect(transitions).toHaveLength(16);
    expect(allowed).toHaveLength(11);
  });
});
