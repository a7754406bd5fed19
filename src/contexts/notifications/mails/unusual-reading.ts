import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetContact, ListContacts, type Role } from '../../accounts/index.js';
import { UnusualReadingNoticed } from '../../control-desk/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = UnusualReadingNoticed['payload'];

const job = systemActor('notifications.unusual-reading');
const HEADING = 'Una cuenta consultó demasiados registros';

const rolesFor = (entidad: string | null): Role[] => [
  entidad === null ? 'derfe-administrator' : 'opl-administrator',
  'auditor',
];

/** Identifies the account by its user name, never by the person's name. */
@Injectable()
@Mail({
  name: 'unusual-reading',
  on: UnusualReadingNoticed,
  to: 'active administrators and auditors of the OPL of the account, or of DERFE; not the account itself',
  when: 'an account opened or unmasked unusually many records of citizens in one hour',
  why: '§11.1',
})
export class UnusualReadingMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  async recipients({ accountId, entidad }: Payload): Promise<Recipient[]> {
    const recipients: Recipient[] = [];
    for (const role of rolesFor(entidad)) {
      const contacts = await this.dispatcher.ask(job, new ListContacts({ entidad, role }));
      recipients.push(...contacts.map(({ officialId }) => ({ kind: 'official' as const, id: officialId })));
    }
    return recipients.filter(({ id }) => id !== accountId);
  }

  async compose(
    [{ accountId, entidad, kind, records }]: readonly [Payload],
    { id: officialId }: Recipient,
  ): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetContact({ officialId }));
    const reader = await this.dispatcher.ask(job, new GetContact({ officialId: accountId }));
    if (contact?.isActive !== true || !rolesFor(entidad).includes(contact.role) || !reader) return undefined;
    return {
      to: contact.email,
      subject: `${HEADING} · ${reader.account}`,
      data: {
        heading: HEADING,
        fullName: contact.fullName,
        account: reader.account,
        revealed: kind === 'revealed',
        records: records.toLocaleString('es-MX'),
        when: formatCentral(this.clock.now()).slice(0, 16),
        trail: contact.role !== 'opl-administrator',
        link: `${this.config.publicUrl}/admin/pages/bitacora`,
      },
      purpose: 'unusual-reading',
      notes: [{ subject: ['reviewer', accountId], details: { officialId } }],
    };
  }
}
