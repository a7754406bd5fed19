import { Injectable } from '@nestjs/common';
import { ConsumesInBatches, type BatchConsumer, type MessageOf } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { SupportReceived } from '../../intake/index.js';
import { findSupports, registerSupports } from '../persistence/support-records.js';
import { VerificationSteps } from '../verification-steps.js';

/** Large enough to amortise the roll and database queries, small enough to finish within two seconds. */
const MAX_BATCH_SIZE = 50;

/**
 * Opens received supports, checks their images, matches the roll, finds duplicates and passes them to the desk. A
 * support that cannot be opened is quarantined with its cause; the sealed original is left unchanged.
 */
@Injectable()
@ConsumesInBatches(SupportReceived, 'verification.verify-support', MAX_BATCH_SIZE)
export class VerifySupport implements BatchConsumer<SupportReceived> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly steps: VerificationSteps,
  ) {}

  async handleBatch(messages: readonly MessageOf<SupportReceived>[]): Promise<void> {
    const received = messages.map(({ payload }) => payload);
    const examined = await this.steps.examine(
      received.map(({ supportId, ...sealed }) => ({ id: supportId, ...sealed })),
    );
    await registerSupports(this.work, received, this.clock.now());
    const supports = await findSupports(
      this.work,
      received.map(({ supportId }) => supportId),
    );
    const correlations = new Map(messages.map(({ payload, correlationId }) => [payload.supportId, correlationId]));
    await this.steps.run(supports, examined, { cause: 'verified', correlationOf: (id) => correlations.get(id) });
  }
}
