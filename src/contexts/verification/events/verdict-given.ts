import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';
import type { DeskVerdict } from '../domain/desk-verdict.js';

/**
 * The control desk has judged a support (§11.1). It publishes this; verification, which owns the classes, takes it.
 * Declared here, so that the desk knows verification and not the other way round.
 */
@EventSpec('control-desk.verdict-given', 1)
export class VerdictGiven extends IntegrationEvent<{
  readonly supportId: string;
  readonly verdict: Exclude<DeskVerdict, 'pendiente'>;
  readonly subReason: string | null;
  readonly criteriaVersion: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}> {}
