import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';
import type { ReadingKind } from '../domain/unusual-reading.js';

/** An account opened or unmasked unusually many records in one hour. */
@EventSpec('control-desk.unusual-reading-noticed', 1)
export class UnusualReadingNoticed extends IntegrationEvent<{
  readonly accountId: string;
  /** Null for an account of DERFE. */
  readonly entidad: string | null;
  readonly kind: ReadingKind;
  readonly records: number;
}> {}
