import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { AuxiliaryDischarged } from '../../auxiliaries/index.js';
import { auxiliaryFacts } from '../auxiliary-facts.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = AuxiliaryDischarged['payload'];

const job = systemActor('notifications.auxiliary-discharged');

/** Asks a discharged auxiliary, whose phone may be offline, to stop capturing and to send what it still holds. */
@Injectable()
@Mail({
  name: 'auxiliary-discharged',
  on: AuxiliaryDischarged,
  to: 'the auxiliary',
  when: 'they were discharged',
  why: '§6.1 A',
})
export class AuxiliaryDischargedMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ auxiliaryId }: Payload): Recipient[] {
    return [{ kind: 'auxiliary', id: auxiliaryId }];
  }

  /** Does not give the reason, which is for the aspirant and the OPL. */
  async compose([{ auxiliaryId, at }]: readonly [Payload]): Promise<ComposedMail> {
    const facts = await auxiliaryFacts(this.dispatcher, job, auxiliaryId);
    const { email, idAuxiliar, displayName, aspirantName, officeName, practice, processId } = facts;
    return {
      to: email,
      subject: `Baja como auxiliar · ${idAuxiliar}`,
      data: {
        ...{ displayName, aspirantName, officeName, idAuxiliar, at },
        link: this.config.webApp ? `${this.config.publicUrl}/app/envios` : undefined,
      },
      purpose: 'auxiliary-discharged',
      practice,
      notes: [{ subject: ['auxiliary', auxiliaryId], stream: processId }],
    };
  }
}
