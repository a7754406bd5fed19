import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AuditHeadsPublished } from '../../../kernel/audit/audit-heads-published.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetContact, ListContacts } from '../../accounts/index.js';
import { ListAllProcesses } from '../../processes/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = AuditHeadsPublished['payload'];

const job = systemActor('notifications.audit-heads');
const HEADING = 'Constancia de la bitácora';
const OPL_ROLE = 'opl-administrator';

/** Sends the OPLs a signed statement with which they can detect later that the audit trail was shortened. */
@Injectable()
@Mail({
  name: 'audit-heads',
  on: AuditHeadsPublished,
  to: 'active administrators of every OPL with a process',
  when: 'every day, and when a process is closed',
  why: 'so that a trail that is shortened later can be detected',
})
export class AuditHeadsMail implements MailDefinition<Payload> {
  constructor(private readonly dispatcher: Dispatcher) {}

  async recipients(): Promise<Recipient[]> {
    const processes = await this.dispatcher.ask(job, new ListAllProcesses({}));
    const recipients: Recipient[] = [];
    for (const entidad of new Set(processes.map((process) => process.entidad))) {
      const contacts = await this.dispatcher.ask(job, new ListContacts({ entidad, role: OPL_ROLE }));
      recipients.push(...contacts.map(({ officialId }) => ({ kind: 'official' as const, id: officialId })));
    }
    return recipients;
  }

  async compose(
    [{ at, statement, sha256 }]: readonly [Payload],
    { id: officialId }: Recipient,
  ): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetContact({ officialId }));
    if (contact?.isActive !== true || contact.role !== OPL_ROLE) return undefined;
    const when = formatCentral(new Date(at)).slice(0, 16);
    return {
      to: contact.email,
      subject: `${HEADING} · ${when}`,
      data: { heading: HEADING, fullName: contact.fullName, when, sha256 },
      attachments: [
        {
          filename: `bitacora-${at.slice(0, 10)}-${sha256.slice(0, 8)}.jws`,
          content: Buffer.from(`${statement}\n`),
          contentType: 'application/jose',
        },
      ],
      notes: [{ subject: ['audit-heads', sha256], details: { officialId } }],
    };
  }
}
