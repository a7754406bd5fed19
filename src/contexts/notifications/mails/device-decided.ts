import { Injectable } from '@nestjs/common';
import { oplName } from '#electoral/identifiers';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { DeviceDecided } from '../../devices/index.js';
import { auxiliaryFacts } from '../auxiliary-facts.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = DeviceDecided['payload'];

const job = systemActor('notifications.device-decided');

const SUBJECTS: Readonly<Record<Payload['decision'], string>> = {
  accepted: 'El OPL aceptó su teléfono',
  suspended: 'El OPL suspendió su teléfono',
  reinstated: 'El OPL levantó la suspensión de su teléfono',
  blocked: 'El OPL tiene que revisar su teléfono',
};

@Injectable()
@Mail({
  name: 'device-decided',
  on: DeviceDecided,
  to: 'the auxiliary, unless discharged',
  when: 'the OPL accepted, suspended or reinstated their device, or its rule suspended it until the review',
  why: 'decision 24',
})
export class DeviceDecidedMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ auxiliaryId }: Payload): Recipient[] {
    return [{ kind: 'auxiliary', id: auxiliaryId }];
  }

  /** Does not give the reason, which may name other people. */
  async compose([{ auxiliaryId, decision, at }]: readonly [Payload]): Promise<ComposedMail | undefined> {
    const facts = await auxiliaryFacts(this.dispatcher, job, auxiliaryId);
    if (facts.discharged) return undefined;
    const { email, displayName, aspirantName, idAuxiliar, entidad, practice, processId } = facts;
    const heading = SUBJECTS[decision];
    return {
      to: email,
      subject: `${heading} · ${idAuxiliar}`,
      data: {
        ...{ heading, displayName, aspirantName, idAuxiliar, at, opl: oplName(entidad) },
        link: this.config.webApp ? `${this.config.publicUrl}/app/` : undefined,
        accepted: decision === 'accepted',
        suspended: decision === 'suspended',
        blocked: decision === 'blocked',
      },
      purpose: 'device-decided',
      practice,
      notes: [{ subject: ['auxiliary', auxiliaryId], stream: processId }],
    };
  }
}
