import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';
import type { Role } from '../../accounts/index.js';

/** One official is to be told that the desk has concluded; the address is asked for when it is sent. */
@EventSpec('results.desk-concluded-mail-due', 1)
export class DeskConcludedMailDue extends IntegrationEvent<{
  readonly processId: string;
  readonly reviewed: number;
  readonly officialId: string;
  readonly role: Role;
  /** Null: an official of DERFE. */
  readonly entidad: string | null;
}> {}
