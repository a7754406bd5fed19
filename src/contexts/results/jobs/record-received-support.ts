import { Injectable } from '@nestjs/common';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SupportReceived } from '../../intake/index.js';
import { RECEIVED_SUPPORT_CONSUMER, saveReceivedSupport } from '../persistence/received-supports.js';

/** Records every receipt independently of verification, so that the close can compare with an independent count
 * (§13.2 A, D). */
@Injectable()
@Consumes(SupportReceived, RECEIVED_SUPPORT_CONSUMER)
export class RecordReceivedSupport implements EventConsumer<SupportReceived> {
  constructor(private readonly work: UnitOfWork) {}

  async handle({ supportId, processId }: SupportReceived['payload']): Promise<void> {
    await saveReceivedSupport(this.work, supportId, processId);
    this.work.audit({ subject: ['support', supportId], stream: processId });
  }
}
