import { Injectable } from '@nestjs/common';
import { ConsumesInBatches, type BatchConsumer, type MessageOf } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { SupportReceived } from '../../intake/index.js';
import { findSupports, registerSupports } from '../persistence/support-records.js';
import { VerificationSteps } from '../verification-steps.js';

/** Enough to make the questions to roll and database cheap; few enough to be done within a second or two. */
const MOST = 50;

/**
 * Opens received supports, looks at their images, asks the roll, finds their duplicates and hands them to the desk.
 * What cannot be opened goes to quarantine with its cause; the sealed original stays as it came.
 */
@Injectable()
@ConsumesInBatches(SupportReceived, 'verification.verify-support', MOST)
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
    await this.steps.take(supports, examined, { cause: 'verified', correlationOf: (id) => correlations.get(id) });
  }
}
