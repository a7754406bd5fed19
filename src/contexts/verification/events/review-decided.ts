import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';
import type { DeskVerdict } from '../domain/desk-verdict.js';

/** Name of its consumer in the inbox. */
export const REVIEW_CONSUMER = 'verification.apply-decided-review';

/**
 * A review of a support has been decided. Verification declares and consumes this event; higher contexts that review
 * supports publish it (decision 43). `at` orders the decisions on a support: an earlier one never replaces a later one.
 */
@EventSpec('verification.review-decided', 1)
export class ReviewDecided extends IntegrationEvent<{
  readonly supportId: string;
  readonly folio: string;
  /** Who decided. A new kind of reviewer is added here together with its rank (decision 51). */
  readonly reviewer: 'desk';
  readonly verdict: Exclude<DeskVerdict, 'pendiente' | 'no-procesable'>;
  /** Key of the reason, as defined in the criteria; null if the verdict has none. */
  readonly subReason: string | null;
  /** Version of the criteria that the reviewer applied. */
  readonly criteriaVersion: number;
  /** ISO 8601, UTC: the instant of the decision. */
  readonly at: string;
}> {}
