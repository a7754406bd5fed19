import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../../kernel/config/config.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DeclarationRefused } from '../events/declaration-refused.js';
import { openPersonal, SELECT_OFFICIAL, type OfficialRow } from '../persistence/official-views.js';

/** Mails an official why their signed Declaratoria was sent back, and where to hand in another (§4.4). */
@Injectable()
@Consumes(DeclarationRefused, 'accounts.send-declaration-refusal')
export class SendDeclarationRefusal implements EventConsumer<DeclarationRefused> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly mailer: Mailer,
    private readonly views: Views,
    private readonly config: AppConfig,
  ) {}

  async handle({ officialId, declarationId }: DeclarationRefused['payload'], message: OutboxMessage): Promise<void> {
    const [official] = await this.work.sql<OfficialRow>(`${SELECT_OFFICIAL} where o.id = $1`, [officialId]);
    // Suspended, closed or accepted in the meantime: there is nothing to hand in.
    if (official?.status !== 'pending') return;
    const [declaration] = await this.work.sql<{ refusal: string }>(
      `select refusal from accounts.declaration where id = $1 and refused_at is not null`,
      [declarationId],
    );
    if (!declaration) return;
    const { email, fullName } = await openPersonal(this.cipher, official);
    const data = {
      fullName,
      reason: declaration.refusal,
      link: `${this.config.publicUrl}/admin/declaratoria`,
      heading: 'Su Declaratoria de Confidencialidad',
    };
    await this.mailer.send({
      to: email,
      subject: 'Envíe otra vez su Declaratoria de Confidencialidad',
      text: this.views.render('accounts/declaration-refused.mail-text', data),
      html: this.views.render('accounts/declaration-refused.mail', data),
      messageId: `declaration-refused.${message.id}`,
      about: { kind: 'official', id: officialId, purpose: 'declaration-refused' },
    });
  }
}
