import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AspirantWithdrawn } from '../../aspirants/index.js';
import { WithdrawnSupportsDue } from '../events/withdrawn-supports-due.js';
import { noteWithdrawn } from '../persistence/withdrawn-aspirants.js';

/** From here on a support of this aspirant holds no place (decision 13); those that are here lose theirs page by page. */
@Injectable()
@Consumes(AspirantWithdrawn, 'verification.note-withdrawal')
export class NoteWithdrawal implements EventConsumer<AspirantWithdrawn> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async handle({ aspirantId, processId }: AspirantWithdrawn['payload']): Promise<void> {
    await noteWithdrawn(this.work, aspirantId, this.clock.now());
    this.work.publish(new WithdrawnSupportsDue({ aspirantId, after: null }));
    this.work.audit({ subject: ['aspirant', aspirantId], stream: processId, details: { withdrawn: true } });
  }
}
