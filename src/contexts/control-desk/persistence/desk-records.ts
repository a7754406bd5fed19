import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { DeskState } from '../domain/desk-state.js';
import type { Criteria } from '../domain/verdict.js';

export interface DeskRecordView {
  readonly supportId: string;
  /** Order of arrival; also the list cursor. */
  readonly sequence: string;
  readonly folio: string;
  readonly processId: string;
  readonly entidad: string;
  readonly aspirantId: string;
  readonly state: DeskState;
  /** Grows with every change; a decision names the version that the official saw. */
  readonly version: number;
  readonly reviewerId: string | null;
  /** An assisted capture, which has its own criterion (decision 31). */
  readonly assisted: boolean;
  /** Account of the official who captured it on paper; null if it came from a device. */
  readonly capturedBy: string | null;
  /** ISO 8601, UTC, like the other times here. */
  readonly arrivedAt: string;
  readonly assignedAt: string | null;
  readonly reviewedAt: string | null;
  /** The official or job that made the newest change; null if unknown. */
  readonly changedBy: string | null;
  readonly changedAt: string;
  /** The state to which an undo of the verdict returns the record. */
  readonly priorState: 'asignado' | 'incompleto' | null;
}

export const SELECT_RECORD = `select support_id as "supportId", sequence::text as sequence, folio,
    process_id as "processId", entidad, aspirant_id as "aspirantId",
    state, version, reviewer_id as "reviewerId", captured_by as "capturedBy", assisted,
    arrived_at as "arrivedAt", assigned_at as "assignedAt",
    reviewed_at as "reviewedAt", coalesce(changed_by, reviewer_id) as "changedBy",
    coalesce(changed_at, reviewed_at, assigned_at, arrived_at) as "changedAt", prior_state as "priorState"
  from control_desk.record`;

/** @throws DomainError ACCESS.OUT_OF_SCOPE if there is none, so that callers cannot probe for records of others. */
export async function findDeskRecord(
  work: UnitOfWork,
  supportId: string,
  lock: 'lock' | 'read',
): Promise<DeskRecordView> {
  const row = await work.record<DeskRecordView>(
    `${SELECT_RECORD} where support_id = $1 ${lock === 'lock' ? 'for update' : ''}`,
    [supportId],
    { prepared: true },
  );
  if (!row) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return row;
}

/** The criteria in force for an entidad: its own newest set, otherwise that of DERFE (§11.5). */
export async function criteriaInForce(work: UnitOfWork, entidad: string, now: Date): Promise<Criteria> {
  const [row] = await work.prepared<{ version: number; content: Omit<Criteria, 'version'> }>(
    `select version, content from control_desk.criteria where entidad in ('*', $1) and valid_from <= $2
     order by (entidad <> '*') desc, valid_from desc, version desc limit 1`,
    [entidad, now],
  );
  if (!row) throw new Error('no review criteria are loaded');
  return { ...row.content, version: row.version };
}

/** Additional authenticated data of an encrypted note. */
export function noteContext(supportId: string): string {
  return `control-desk.verdict.note:${supportId}`;
}
