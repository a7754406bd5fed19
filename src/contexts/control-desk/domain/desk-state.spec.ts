import { describe, expect, it } from '@jest/globals';
import { DESK_STATES, transitionDeskRecord, type DeskState } from './desk-state.js';

const allowed: readonly `${DeskState} → ${DeskState}`[] = [
  'pendiente → asignado',
  'asignado → revisado',
  'asignado → asignado',
  'asignado → pendiente',
  'revisado → revisado',
];
const moves = DESK_STATES.flatMap((from) => DESK_STATES.map((to) => [from, to] as const));

describe('states of a desk record (§11.4–11.5)', () => {
  it.each(moves)('%s → %s is allowed or refused as the table says', (from, to) => {
    const move = (): DeskState => transitionDeskRecord(from, to);
    if (allowed.includes(`${from} → ${to}`)) expect(move()).toBe(to);
    else expect(move).toThrow('CONTROL_DESK.MOVE_FORBIDDEN');
  });

  it('has nine pairs, five of them allowed', () => {
    expect(moves).toHaveLength(9);
    expect(allowed).toHaveLength(5);
  });
});
