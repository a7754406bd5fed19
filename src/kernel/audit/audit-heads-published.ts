import { EventSpec, IntegrationEvent } from '../messaging/events.js';

/** The signed list of the audit streams was exported. */
@EventSpec('kernel.audit-heads-published', 1)
export class AuditHeadsPublished extends IntegrationEvent<{
  /** ISO 8601, UTC. */
  readonly at: string;
  /** A compact JWS. */
  readonly statement: string;
  /** SHA-256 of the statement, hex: short enough to read aloud or print. */
  readonly sha256: string;
}> {}

/** The heads must be published with this entry, e.g. because a process was closed. */
@EventSpec('kernel.audit-heads-due', 1)
export class AuditHeadsDue extends IntegrationEvent<{
  readonly cause: string;
  readonly stream: string;
  readonly subject: readonly [kind: string, id: string];
}> {}
