import { DomainError } from '../../../kernel/errors/domain-error.js';

export const DESK_STATES = ['pendiente', 'asignado', 'revisado'] as const;

export type DeskState = (typeof DESK_STATES)[number];

/**
 * Every move a desk record may make (§11.4–11.5). A reviewed one may get another verdict; both are kept. An assigned one
 * goes to another reviewer when the first leaves, or back to those that wait.
 */
export const DESK_TRANSITIONS: Readonly<Record<DeskState, readonly DeskState[]>> = {
  pendiente: ['asignado'],
  asignado: ['revisado', 'asignado', 'pendiente'],
  revisado: ['revisado'],
};

/** @throws DomainError CONTROL_DESK.MOVE_FORBIDDEN */
export function transitionDeskRecord(from: DeskState, to: DeskState): DeskState {
  if (DESK_TRANSITIONS[from].includes(to)) return to;
  throw new DomainError('CONTROL_DESK.MOVE_FORBIDDEN', { kind: 'conflict', params: { from, to } });
}
