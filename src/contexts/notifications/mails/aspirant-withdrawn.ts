import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { AspirantWithdrawn, GetAspirant, GetAspirantContact } from '../../aspirants/index.js';
import { GetProcess } from '../../processes/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';
import { formatDay } from '../format-day.js';

type Payload = AspirantWithdrawn['payload'];

const job = systemActor('notifications.aspirant-withdrawn');

/** Does not contain the reason. */
@Injectable()
@Mail({
  name: 'aspirant-withdrawn',
  on: AspirantWithdrawn,
  to: 'the aspirant',
  when: 'the OPL registered their withdrawal',
  why: 'decision 13',
})
export class AspirantWithdrawnMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ aspirantId }: Payload): Recipient[] {
    return [{ kind: 'aspirant', id: aspirantId }];
  }

  async compose([{ aspirantId, processId }]: readonly [Payload]): Promise<ComposedMail> {
    const { email, displayName, folio } = await this.dispatcher.ask(job, new GetAspirantContact({ aspirantId }));
    const aspirant = await this.dispatcher.ask(job, new GetAspirant({ aspirantId }));
    const { practice } = await this.dispatcher.ask(job, new GetProcess({ processId }));
    return {
      to: email,
      subject: `Registro retirado por desistimiento · folio ${folio}`,
      data: {
        folio,
        displayName,
        officeName: aspirant.officeName,
        presentedOn: formatDay(aspirant.withdrawnOn),
        // Before the registration is confirmed, an aspirant has no access to the portal.
        portalUrl: aspirant.confirmedAt === null ? undefined : `${this.config.publicUrl}/portal/entrar`,
      },
      purpose: 'withdrawal',
      practice,
      notes: [{ subject: ['aspirant', aspirantId], stream: processId }],
    };
  }
}
