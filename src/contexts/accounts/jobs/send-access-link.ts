import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { IssueAccessLink } from '../commands/issue-access-link.js';
import { AccessLinkDue } from '../events/access-link-due.js';
import { openPersonal, SELECT_OFFICIAL, type OfficialRow } from '../persistence/official-views.js';

const HOURS = { 'new-account': 72, forgotten: 1 } as const;

/** Mails the account and a one-time link to set its password, to the institutional address (§4.4, decision 27). */
@Injectable()
@Consumes(AccessLinkDue, 'accounts.send-access-link')
export class SendAccessLink implements EventConsumer<AccessLinkDue> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly mailer: Mailer,
    private readonly views: Views,
    private readonly dispatcher: Dispatcher,
  ) {}

  async handle({ officialId, reason }: AccessLinkDue['payload'], message: OutboxMessage): Promise<void> {
    const [official] = await this.work.sql<OfficialRow>(`${SELECT_OFFICIAL} where o.id = $1`, [officialId]);
    // Suspended or closed in the meantime: there is nothing to hand out.
    if (!official || (official.status !== 'pending' && official.status !== 'active')) return;
    const hours = HOURS[reason];
    const isNew = reason === 'new-account';
    const { link } = await this.dispatcher.run(
      systemActor('accounts.send-access-link'),
      new IssueAccessLink({ accountId: officialId, hours }),
    );
    const { email, fullName } = await openPersonal(this.cipher, official);
    const data = {
      fullName,
      account: official.account,
      link,
      isNew,
      heading: isNew ? 'Su cuenta de acceso' : 'Cambio de su contraseña',
      awaitsDeclaration: official.status === 'pending',
      term: hours === 1 ? '1 hora' : `${String(hours)} horas`,
    };
    await this.mailer.send({
      to: email,
      subject: isNew ? `${data.heading} · ${official.account}` : data.heading,
      text: this.views.render('accounts/access-link.mail-text', data),
      html: this.views.render('accounts/access-link.mail', data),
      messageId: `access-link.${message.id}`,
      about: { kind: 'official', id: officialId, purpose: reason },
    });
  }
}
