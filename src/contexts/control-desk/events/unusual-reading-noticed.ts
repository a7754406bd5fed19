import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';
import type { ReadingKind, ReadingPeriod } from '../../../kernel/audit/read-counts.js';

/**
 * An account opened or unmasked unusually many records, or its openings or refused attempts were unusually frequent,
 * within one hour or one day.
 */
@EventSpec('control-desk.unusual-reading-noticed', 1)
export class UnusualReadingNoticed extends IntegrationEvent<{
  readonly accountId: string;
  /** Null for an account of DERFE. */
  readonly entidad: string | null;
  readonly kind: ReadingKind;
  readonly period: ReadingPeriod;
  /** Start of the hour or day; ISO 8601. */
  readonly from: string;
  /** Distinct records; for `openings` and `refused`, how often. */
  readonly records: number;
}> {}
