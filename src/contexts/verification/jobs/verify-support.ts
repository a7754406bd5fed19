import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SupportReceived } from '../../intake/index.js';
import { countClass, findSupport, recordClass } from '../persistence/support-records.js';
import { isWithdrawn } from '../persistence/withdrawn-aspirants.js';
import { VerificationSteps } from '../verification-steps.js';

type Received = SupportReceived['payload'];

/**
 * Opens a received support, looks at its images, asks the roll, finds its duplicates and hands it to the desk.
 * What cannot be opened goes to quarantine with its cause; the sealed original stays as it came.
 */
@Injectable()
@Consumes(SupportReceived, 'verification.verify-support')
export class VerifySupport implements EventConsumer<SupportReceived> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly steps: VerificationSteps,
  ) {}

  async handle(received: Received): Promise<void> {
    await this.#register(received);
    await this.steps.take(await findSupport(this.work, received.supportId), 'verified');
  }

  /** From its first moment the record has a class, so that the classes sum to what was received. */
  async #register(received: Received): Promise<void> {
    const { supportId, folio, processId, officeId, aspirantId, auxiliaryId, entidad, receivedAt } = received;
    const { integrityCode, blobKey, manifestDigest, flags } = received;
    await this.work.sql(
      `insert into verification.support (id, folio, process_id, office_id, aspirant_id, auxiliary_id, entidad, received_at,
         integrity_code, blob_key, manifest_digest, out_of_period, withdrawn, state, reported_class)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'received', 'en-procesamiento')`,
      [
        ...[supportId, folio, processId, officeId, aspirantId, auxiliaryId, entidad, receivedAt],
        // What intake flags is about the instant of capture alone (decision 8).
        ...[integrityCode, blobKey, manifestDigest, flags.length > 0, await isWithdrawn(this.work, aspirantId)],
      ],
    );
    await recordClass(this.work, { id: supportId }, null, {
      to: 'en-procesamiento',
      cause: 'received',
      at: this.clock.now(),
    });
    countClass(this.work, received, 'en-procesamiento', 1);
  }
}
