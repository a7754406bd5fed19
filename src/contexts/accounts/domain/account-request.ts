import { z } from 'zod';
import { fullNameField, lineField, normaliseEmail, telephoneField } from '#electoral/normalise';
import { ROLES } from './roles.js';

/** States of an oficio: prepared by the OPL, received through the UTVOPL, or discarded before it was sent (§4.1). */
export const REQUEST_STATES = ['draft', 'received', 'discarded'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** Status of one official in an oficio. */
export type RequestedStatus = 'pending' | 'accepted' | 'refused' | 'withdrawn';

/** Number and date of the oficio, and its receipt (§4.1–4.2). */
export const oficioSchema = z.object({
  oficioNumber: z.string().trim().min(3).max(60),
  oficioDate: z.iso.date(),
  receivedBy: lineField(120, 3),
  receivedOn: z.iso.date(),
});
export type Oficio = z.infer<typeof oficioSchema>;

/** Data of each official in the oficio (§4.3), with role and process. */
export const personSchema = z.object({
  fullName: fullNameField,
  position: lineField(120, 2),
  email: z.string().transform(normaliseEmail),
  phone: telephoneField,
  role: z.enum(ROLES),
  processId: z.uuid().nullable(),
});

/** Cipher context of a person's data. */
export function requestedContext(requestedOfficialId: string): string {
  return `accounts.requested_official.personal:${requestedOfficialId}`;
}

/** Cipher context of the receiver's name. */
export function receiverContext(requestId: string): string {
  return `accounts.account_request.received_by:${requestId}`;
}

/** Cipher context of the reason for which a received oficio was discarded. */
export function discardContext(requestId: string): string {
  return `accounts.account_request.discarded_for:${requestId}`;
}

/** Short, readable name of a request. */
export function requestFolio(number: number): string {
  return `SC-${String(number).padStart(4, '0')}`;
}

/**
 * Checks that the oficio was not received before it was written, and that neither date is in the future.
 * @param today the day in hora centro, `yyyy-mm-dd`
 */
export function oficioFault(
  { oficioDate, receivedOn }: Pick<Oficio, 'oficioDate' | 'receivedOn'>,
  today: string,
): 'date-in-the-future' | 'received-in-the-future' | 'received-before-written' | null {
  if (oficioDate > today) return 'date-in-the-future';
  if (receivedOn > today) return 'received-in-the-future';
  return receivedOn < oficioDate ? 'received-before-written' : null;
}
