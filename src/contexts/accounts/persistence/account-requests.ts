import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import { isPermitted } from '../../../kernel/access/access.js';
import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import {
  oficioFault,
  receiverContext,
  requestedContext,
  type Oficio,
  type RequestedStatus,
  type RequestState,
} from '../domain/account-request.js';
import type { PersonalData } from '../domain/official-data.js';
import type { Role } from '../domain/roles.js';

export interface RequestRow {
  readonly id: string;
  readonly number: number;
  readonly entidad: string;
  readonly state: RequestState;
  /** Null for a draft. */
  readonly oficio: string | null;
}

const notFound = (): DomainError => new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });

/** Locks a request until the transaction ends, which serialises the decisions on it. */
export async function lockRequest(work: UnitOfWork, requestId: string): Promise<RequestRow> {
  const [row] = await work.sql<RequestRow>(
    `select id, number, entidad, state, oficio_number as oficio from accounts.account_request where id = $1 for update`,
    [requestId],
  );
  if (!row) throw notFound();
  return row;
}

/**
 * Requires that the actor may change the request: DERFE a draft or a received one, the OPL only its own draft.
 * @throws DomainError ACCOUNTS.REQUEST_RECEIVED, ACCOUNTS.REQUEST_DISCARDED
 */
export function requireOpen(work: UnitOfWork, request: RequestRow): void {
  if (request.state === 'discarded') throw new DomainError('ACCOUNTS.REQUEST_DISCARDED', { kind: 'conflict' });
  if (request.state === 'received' && !isPermitted(work.actor, 'accounts.manage')) {
    throw new DomainError('ACCOUNTS.REQUEST_RECEIVED', { kind: 'conflict' });
  }
}

export interface RequestedRow {
  readonly id: string;
  readonly requestId: string;
  readonly personal: Buffer;
  readonly role: Role;
  readonly processId: string | null;
  readonly status: RequestedStatus;
}

/** Locks the request, then the requested official; always in this order to avoid deadlocks. */
export async function lockRequested(
  work: UnitOfWork,
  requestedOfficialId: string,
): Promise<{ request: RequestRow; requested: RequestedRow }> {
  const [found] = await work.sql<{ requestId: string }>(
    `select request_id as "requestId" from accounts.requested_official where id = $1`,
    [requestedOfficialId],
  );
  if (!found) throw notFound();
  const request = await lockRequest(work, found.requestId);
  const [requested] = await work.sql<RequestedRow>(
    `select id, request_id as "requestId", personal, role, process_id as "processId", status
     from accounts.requested_official where id = $1 for update`,
    [requestedOfficialId],
  );
  if (!requested) throw notFound();
  return { request, requested };
}

/** @throws DomainError ACCOUNTS.REQUESTED_DECIDED */
export function requirePending({ status }: Pick<RequestedRow, 'status'>): void {
  if (status !== 'pending') throw new DomainError('ACCOUNTS.REQUESTED_DECIDED', { kind: 'conflict' });
}

export async function decryptRequested(
  cipher: FieldCipher,
  { id, personal }: Pick<RequestedRow, 'id' | 'personal'>,
): Promise<PersonalData> {
  return JSON.parse(await cipher.decryptText(personal, requestedContext(id))) as PersonalData;
}

const OFICIO_FAULTS = {
  'date-in-the-future': ['ACCOUNTS.OFICIO_IN_THE_FUTURE', 'oficioDate'],
  'received-in-the-future': ['ACCOUNTS.OFICIO_IN_THE_FUTURE', 'receivedOn'],
  'received-before-written': ['ACCOUNTS.OFICIO_RECEIVED_BEFORE', 'receivedOn'],
} as const;

/**
 * Checks the dates and the number of an oficio, together with the rest of the input.
 * @throws DomainError all errors of the input, and ACCOUNTS.OFICIO_IN_THE_FUTURE, .OFICIO_RECEIVED_BEFORE,
 * .OFICIO_TAKEN
 */
export async function checkOficio(
  work: UnitOfWork,
  oficio: Oficio,
  today: string,
  { entidad, except }: { readonly entidad: string; readonly except?: string },
): Promise<void> {
  const faults = work.faults();
  const fault = faults.has('oficioDate', 'receivedOn') ? null : oficioFault(oficio, today);
  if (fault !== null) {
    const [code, field] = OFICIO_FAULTS[fault];
    faults.add(code, { kind: 'invalid', field });
  }
  const { oficioNumber } = oficio;
  await faults.collect(() =>
    requireNewOficio(work, { entidad, oficioNumber, ...(except !== undefined && { except }) }),
  );
  faults.throwIfAny();
}

/** @throws DomainError ACCOUNTS.OFICIO_TAKEN if another request of the entidad has this number, in any letter case. */
async function requireNewOficio(
  work: UnitOfWork,
  { entidad, oficioNumber, except }: { entidad: string; oficioNumber: string; except?: string },
): Promise<void> {
  // Serialises concurrent registrations, so that the second sees the first.
  await work.lock(AdvisoryLock.AccountRequest, [entidad]);
  const found = await work.sql(
    `select 1 from accounts.account_request where entidad = $1 and lower(oficio_number) = lower($2)
       and state <> 'discarded' and id is distinct from $3::uuid`,
    [entidad, oficioNumber, except ?? null],
  );
  if (found.length > 0) throw new DomainError('ACCOUNTS.OFICIO_TAKEN', { kind: 'conflict', field: 'oficioNumber' });
}

export function encryptReceiver(cipher: FieldCipher, requestId: string, receivedBy: string): Promise<Buffer> {
  return cipher.encrypt(receivedBy, receiverContext(requestId));
}
