import { DomainError } from '../../../kernel/errors/domain-error.js';

export const DESK_STATES = ['pendiente', 'asignado', 'incompleto', 'revisado'] as const;

export type DeskState = (typeof DESK_STATES)[number];

export const DESK_STATE_LABELS: Readonly<Record<DeskState, string>> = {
  pendiente: 'Por asignar',
  asignado: 'Asignado, por revisar',
  incompleto: 'Visto, incompleto',
  revisado: 'Revisado',
};

/** The states in which a record waits for its reviewer, for SQL. */
export const OPEN_STATES = `('asignado', 'incompleto')`;

/**
 * Allowed state transitions of a desk record (§11.4–11.5). A reviewer who lacks something marks an assigned record as
 * incomplete and keeps it. A reviewed record is assigned again if its verdict is undone or a supervisor reopens it. An
 * open record passes to another reviewer or back to unassigned when its reviewer leaves.
 */
export const DESK_TRANSITIONS: Readonly<Record<DeskState, readonly DeskState[]>> = {
  pendiente: ['asignado'],
  asignado: ['revisado', 'incompleto', 'asignado', 'pendiente'],
  incompleto: ['revisado', 'incompleto', 'asignado', 'pendiente'],
  revisado: ['asignado', 'incompleto'],
};

/** @throws DomainError CONTROL_DESK.MOVE_FORBIDDEN */
export function transitionDeskRecord(from: DeskState, to: DeskState): DeskState {
  if (DESK_TRANSITIONS[from].includes(to)) return to;
  const params = { from: DESK_STATE_LABELS[from], to: DESK_STATE_LABELS[to] };
  throw new DomainError('CONTROL_DESK.MOVE_FORBIDDEN', { kind: 'conflict', params });
}
