import { DomainError } from '../../../kernel/errors/domain-error.js';

export const DESK_STATES = ['pendiente', 'asignado', 'revisado'] as const;

export type DeskState = (typeof DESK_STATES)[number];

/**
 * Allowed state transitions of a desk record (§11.4–11.5). A reviewed record may get another verdict; both are kept. An
 * assigned record passes to another reviewer or back to unassigned when its reviewer leaves.
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
