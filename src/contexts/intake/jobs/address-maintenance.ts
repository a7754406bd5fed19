import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListContacts } from '../../accounts/index.js';
import { ListProcesses } from '../../processes/index.js';
import { MaintenanceAnnounced } from '../events/maintenance-announced.js';
import { MaintenanceMailDue } from '../events/maintenance-mail-due.js';

const NAME = 'intake.address-maintenance';

/** Decides who is told of a maintenance: the administrators of every OPL with a process, one message each (§10.2). */
@Injectable()
@Consumes(MaintenanceAnnounced, NAME)
export class AddressMaintenance implements EventConsumer<MaintenanceAnnounced> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async handle({ maintenanceId, what }: MaintenanceAnnounced['payload']): Promise<void> {
    let addressed = 0;
    for (const entidad of await this.#entidades()) {
      const contacts = await this.dispatcher.ask(
        systemActor(NAME),
        new ListContacts({ entidad, role: 'opl-administrator' }),
      );
      for (const { officialId } of contacts) {
        this.work.publish(new MaintenanceMailDue({ maintenanceId, what, entidad, officialId }));
      }
      addressed += contacts.length;
    }
    this.work.audit({ subject: ['maintenance', maintenanceId], details: { addressed } });
  }

  async #entidades(): Promise<Set<string>> {
    const processes = await this.dispatcher.ask(systemActor(NAME), new ListProcesses({}));
    return new Set(processes.filter(({ closedAt }) => closedAt === null).map(({ entidad }) => entidad));
  }
}
