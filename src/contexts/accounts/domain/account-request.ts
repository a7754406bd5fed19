import { z } from 'zod';
import { ROLES } from './roles.js';

/** Where an oficio stands: prepared by the OPL, received through the UTVOPL, or given up before it was sent (§4.1). */
export const REQUEST_STATES = ['draft', 'received', 'discarded'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** What became of one official whom an oficio names. */
export type RequestedStatus = 'pending' | 'accepted' | 'refused' | 'withdrawn';

/** What stands on the oficio itself, and who took it in (§4.1–4.2). */
export const oficioSchema = z.object({
  oficioNumber: z.string().trim().min(3).max(60),
  oficioDate: z.iso.date(),
  receivedBy: z.string().trim().min(3).max(120),
  receivedOn: z.iso.date(),
});
export type Oficio = z.infer<typeof oficioSchema>;

/** What the oficio says of each official (§4.3), and the work they are to do. */
export const personSchema = z.object({
  fullName: z.string().trim().min(3).max(120),
  position: z.string().trim().min(2).max(120),
  email: z.string().trim().toLowerCase(),
  phone: z.string().trim(),
  role: z.enum(ROLES),
  processId: z.uuid().nullable(),
});

/** What the encryption of a person's data is bound to. */
export function requestedContext(requestedOfficialId: string): string {
  return `accounts.requested_official.personal:${requestedOfficialId}`;
}

/** What the encryption of the receiver's name is bound to. */
export function receiverContext(requestId: string): string {
  return `accounts.account_request.received_by:${requestId}`;
}

/** As people name a request in a conversation. */
export function requestFolio(number: number): string {
  return `SC-${String(number).padStart(4, '0')}`;
}

/**
 * The oficio is written before it is received, and neither lies in the future.
 * @param today the day in hora centro, `aaaa-mm-dd`
 */
export function oficioFault(
  { oficioDate, receivedOn }: Pick<Oficio, 'oficioDate' | 'receivedOn'>,
  today: string,
): 'date-in-the-future' | 'received-in-the-future' | 'received-before-written' | null {
  if (oficioDate > today) return 'date-in-the-future';
  if (receivedOn > today) return 'received-in-the-future';
  return receivedOn < oficioDate ? 'received-before-written' : null;
}
