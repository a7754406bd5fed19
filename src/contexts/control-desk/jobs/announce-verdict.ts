import { Injectable } from '@nestjs/common';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ReviewDecided } from '../../verification/index.js';
import { VERDICT_CONSUMER, VerdictGiven } from '../events/verdict-given.js';
import { findDeskRecord } from '../persistence/desk-records.js';
import { findNewestVerdict } from '../persistence/newest-verdicts.js';

/** Publishes a verdict for verification, unless it was undone or another one has replaced it. */
@Injectable()
@Consumes(VerdictGiven, VERDICT_CONSUMER)
export class AnnounceVerdict implements EventConsumer<VerdictGiven> {
  constructor(private readonly work: UnitOfWork) {}

  async handle({ supportId, verdictId }: VerdictGiven['payload']): Promise<void> {
    // The lock prevents a concurrent undo.
    const { folio, processId } = await findDeskRecord(this.work, supportId, 'lock');
    const newest = await findNewestVerdict(this.work, supportId);
    const inForce = newest?.id === verdictId;
    this.work.audit({ subject: ['support', supportId], stream: processId, details: { inForce } });
    if (!inForce) return;
    const { verdict, subReason, criteriaVersion, givenAt } = newest;
    const at = new Date(givenAt).toISOString();
    this.work.publish(
      new ReviewDecided({ supportId, folio, reviewer: 'desk', verdict, subReason, criteriaVersion, at }),
    );
  }
}
