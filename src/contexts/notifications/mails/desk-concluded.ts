import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetContact, ListContacts, type Role } from '../../accounts/index.js';
import { GetProcess } from '../../processes/index.js';
import { DeskConcluded, GetDeskConclusion } from '../../results/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = DeskConcluded['payload'];

const job = systemActor('notifications.desk-concluded');
const HEADING = 'La Mesa de Control concluyó la revisión';

const DERFE_ROLES = ['derfe-administrator', 'derfe-operator'] as const;
const OPL_ROLE = 'opl-administrator';

@Injectable()
@Mail({
  name: 'desk-concluded',
  on: DeskConcluded,
  to: 'active administrators and operators of DERFE, active administrators of the OPL',
  when: 'the control desk has reviewed every record of a process whose capture has ended',
  why: '§13.2 B',
})
export class DeskConcludedMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  async recipients({ processId }: Payload): Promise<Recipient[]> {
    const { entidad } = await this.dispatcher.ask(job, new GetProcess({ processId }));
    const groups: { entidad: string | null; role: Role }[] = DERFE_ROLES.map((role) => ({ entidad: null, role }));
    const recipients: Recipient[] = [];
    for (const group of [...groups, { entidad, role: OPL_ROLE } as const]) {
      const contacts = await this.dispatcher.ask(job, new ListContacts(group));
      recipients.push(...contacts.map(({ officialId }) => ({ kind: 'official' as const, id: officialId })));
    }
    return recipients;
  }

  async compose(
    [{ processId, reviewed }]: readonly [Payload],
    { id: officialId }: Recipient,
  ): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetContact({ officialId }));
    const conclusion = await this.dispatcher.ask(job, new GetDeskConclusion({ processId }));
    // Later reviews have their own conclusion and e-mails.
    if (contact?.isActive !== true || conclusion?.reviewed !== reviewed) return undefined;
    const process = await this.dispatcher.ask(job, new GetProcess({ processId }));
    const roles: readonly Role[] = contact.entidad === null ? DERFE_ROLES : [OPL_ROLE];
    if (!roles.includes(contact.role)) return undefined;
    return {
      to: contact.email,
      subject: `${HEADING} · ${process.idProceso}`,
      data: {
        heading: HEADING,
        fullName: contact.fullName,
        processName: process.name,
        idProceso: process.idProceso,
        reviewed: reviewed.toLocaleString('es-MX'),
        when: formatCentral(conclusion.concludedAt).slice(0, 16),
        closes: contact.entidad === null,
        link: `${this.config.publicUrl}/admin/resources/${contact.entidad === null ? 'cierres' : 'procesos'}/records/${processId}/show`,
      },
      purpose: 'desk-concluded',
      practice: process.practice,
      notes: [{ subject: ['process', processId], stream: processId, details: { officialId } }],
    };
  }
}
