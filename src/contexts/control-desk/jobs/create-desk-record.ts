import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SupportVerified } from '../../verification/index.js';

/** Creates a desk record for every verified support, even one found in the lista nominal (§11.1: 100 %). */
@Injectable()
@Consumes(SupportVerified, 'control-desk.put-on-desk')
export class CreateDeskRecord implements EventConsumer<SupportVerified> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async handle(support: SupportVerified['payload']): Promise<void> {
    const { supportId, processId, aspirantId } = support;
    // A support that is verified again keeps its existing record.
    const created = await this.work.sql(
      `insert into control_desk.record (support_id, folio, process_id, entidad, aspirant_id, state, arrived_at, assisted,
         captured_by)
       values ($1, $2, $3, $4, $5, 'pendiente', $6, $7, $8)
       on conflict (support_id) do nothing returning support_id`,
      [
        supportId,
        support.folio,
        processId,
        support.entidad,
        aspirantId,
        this.clock.now(),
        // Older events lack this field.
        (support as Partial<typeof support>).assisted ?? false,
        support.capturedBy,
      ],
    );
    const isNew = created.length > 0;
    if (isNew) this.work.count('desk.arrived', { processId, aspirantId, entidad: support.entidad }, 1);
    this.work.audit({ subject: ['support', supportId], stream: processId, details: { onDesk: isNew } });
  }
}
