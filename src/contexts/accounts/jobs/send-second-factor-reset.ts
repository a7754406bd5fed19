import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../../kernel/config/config.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SecondFactorReset } from '../events/second-factor-reset.js';
import { openPersonal, SELECT_OFFICIAL, type OfficialRow } from '../persistence/official-views.js';

/** Tells an official that DERFE took their second factor away (decision 27): who did not ask for it must know. */
@Injectable()
@Consumes(SecondFactorReset, 'accounts.send-second-factor-reset')
export class SendSecondFactorReset implements EventConsumer<SecondFactorReset> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly mailer: Mailer,
    private readonly views: Views,
    private readonly config: AppConfig,
  ) {}

  async handle({ officialId, mandatory }: SecondFactorReset['payload'], message: OutboxMessage): Promise<void> {
    const [official] = await this.work.sql<OfficialRow>(`${SELECT_OFFICIAL} where o.id = $1`, [officialId]);
    if (!official || official.status === 'closed') return;
    const { email, fullName } = await openPersonal(this.cipher, official);
    const data = {
      fullName,
      account: official.account,
      mandatory,
      link: `${this.config.publicUrl}/admin/segundo-factor`,
      heading: 'Su segundo factor se restableció',
    };
    await this.mailer.send({
      to: email,
      subject: `${data.heading} · ${official.account}`,
      text: this.views.render('accounts/second-factor-reset.mail-text', data),
      html: this.views.render('accounts/second-factor-reset.mail', data),
      messageId: `second-factor-reset.${message.id}`,
      about: { kind: 'official', id: officialId, purpose: 'second-factor-reset' },
    });
  }
}
