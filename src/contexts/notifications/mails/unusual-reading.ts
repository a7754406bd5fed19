import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetContact, ListContacts, type Role } from '../../accounts/index.js';
import { UnusualReadingNoticed } from '../../control-desk/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = UnusualReadingNoticed['payload'];

const job = systemActor('notifications.unusual-reading');
const HEADING = 'Una cuenta consultó demasiados registros';

const WHAT: Readonly<Record<Payload['kind'], (records: string) => string>> = {
  opened: (records) => `abrió las imágenes o los datos de ${records} personas`,
  revealed: (records) => `mostró los datos completos de ${records} personas`,
  openings: (times) => `abrió imágenes o datos ${times} veces, contando las repetidas`,
  refused: (records) => `intentó ${records} veces lo que no tiene permitido`,
};
const WHEN: Readonly<Record<Payload['period'], (from: string) => string>> = {
  hour: (from) => `en la hora que comenzó el ${from.slice(0, 16)} (hora centro)`,
  day: (from) => `el día ${from.slice(0, 10)} (hora centro)`,
};

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
  when: 'within one hour or day, an account opened or unmasked an unusual number of different records, opened records unusually often (repeats included), or was refused unusually often; again when the number has doubled',
  why: '§11.1',
})
export class UnusualReadingMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
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
    [{ accountId, entidad, kind, period, from, records }]: readonly [Payload],
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
        what: WHAT[kind](records.toLocaleString('es-MX')),
        when: WHEN[period](formatCentral(new Date(from))),
        trail: contact.role !== 'opl-administrator',
        link: `${this.config.publicUrl}/admin/pages/bitacora`,
      },
      purpose: 'unusual-reading',
      notes: [{ subject: ['reviewer', accountId], details: { officialId } }],
    };
  }
}
