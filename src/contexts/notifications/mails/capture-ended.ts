import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetAspirant } from '../../aspirants/index.js';
import { AspirantWithdrawalAnnounced, GetAuxiliaryContact } from '../../auxiliaries/index.js';
import { GetProcess } from '../../processes/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';
import { formatDay } from '../format-day.js';

type Payload = AspirantWithdrawalAnnounced['payload'];

const job = systemActor('notifications.capture-ended');

/** Asks the auxiliaries to stop capturing and to send what their phones still hold. */
@Injectable()
@Mail({
  name: 'capture-ended',
  on: AspirantWithdrawalAnnounced,
  to: 'the auxiliaries of the aspirant, unless discharged',
  when: 'the OPL registered the withdrawal of the aspirant',
  why: 'decision 13',
})
export class CaptureEndedMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ auxiliaryIds }: Payload): Recipient[] {
    return auxiliaryIds.map((id) => ({ kind: 'auxiliary', id }));
  }

  async compose(
    [{ aspirantId, processId }]: readonly [Payload],
    { id: auxiliaryId }: Recipient,
  ): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetAuxiliaryContact({ auxiliaryId }));
    if (contact.discharged) return undefined;
    const aspirant = await this.dispatcher.ask(job, new GetAspirant({ aspirantId }));
    const { practice } = await this.dispatcher.ask(job, new GetProcess({ processId }));
    return {
      to: contact.email,
      subject: `Terminó la captación de apoyos · ${contact.idAuxiliar}`,
      data: {
        displayName: contact.displayName,
        aspirantName: aspirant.displayName,
        officeName: aspirant.officeName,
        presentedOn: formatDay(aspirant.withdrawnOn),
        link: this.config.webApp ? `${this.config.publicUrl}/app/envios` : undefined,
      },
      purpose: 'withdrawal',
      practice,
      notes: [{ subject: ['auxiliary', auxiliaryId], stream: processId }],
    };
  }
}
