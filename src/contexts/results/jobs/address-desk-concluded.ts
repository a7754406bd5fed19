import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListContacts } from '../../accounts/index.js';
import { GetProcess } from '../../processes/index.js';
import { DeskConcluded } from '../events/desk-concluded.js';
import { DeskConcludedMailDue } from '../events/desk-concluded-mail-due.js';

const NAME = 'results.address-desk-concluded';
const job = systemActor(NAME);
/** Of DERFE, which closes. */
const CLOSERS = [
  { entidad: null, role: 'derfe-administrator' },
  { entidad: null, role: 'derfe-operator' },
] as const;

/** Decides who is told that the desk has concluded: who may close at DERFE, and the OPL's administrators (§13.2 B). */
@Injectable()
@Consumes(DeskConcluded, NAME)
export class AddressDeskConcluded implements EventConsumer<DeskConcluded> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async handle(payload: DeskConcluded['payload']): Promise<void> {
    const { processId } = payload;
    const { entidad } = await this.dispatcher.ask(job, new GetProcess({ processId }));
    let addressed = 0;
    for (const group of [...CLOSERS, { entidad, role: 'opl-administrator' } as const]) {
      const contacts = await this.dispatcher.ask(job, new ListContacts(group));
      for (const { officialId } of contacts) {
        this.work.publish(new DeskConcludedMailDue({ ...payload, officialId, ...group }));
      }
      addressed += contacts.length;
    }
    this.work.audit({ subject: ['process', processId], stream: processId, details: { addressed } });
  }
}
