import { Injectable } from '@nestjs/common';
import { oplName } from '#electoral/identifiers';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { DeviceEnrolled } from '../../devices/index.js';
import { auxiliaryFacts } from '../auxiliary-facts.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = DeviceEnrolled['payload'];

const job = systemActor('notifications.device-registered');

const PER_AUXILIARY_AND_DAY = 20;

/** Tells the auxiliary that a phone was registered with their account, in case it was someone else's. */
@Injectable()
@Mail({
  name: 'device-registered',
  on: DeviceEnrolled,
  to: `the auxiliary, unless discharged; at most ${String(PER_AUXILIARY_AND_DAY)} within 24 hours, later ones deferred by up to 7 days`,
  when: 'a device was registered in their name',
  why: '§7.6',
})
export class DeviceRegisteredMail implements MailDefinition<Payload> {
  constructor(private readonly dispatcher: Dispatcher) {}

  recipients({ auxiliaryId }: Payload): Recipient[] {
    return [{ kind: 'auxiliary', id: auxiliaryId }];
  }

  async compose([payload]: readonly [Payload]): Promise<ComposedMail | undefined> {
    // Older messages lack the time and whether the device replaced another.
    const { auxiliaryId, at, replaces }: Partial<Payload> & Pick<Payload, 'auxiliaryId'> = payload;
    const facts = await auxiliaryFacts(this.dispatcher, job, auxiliaryId);
    if (facts.discharged) return undefined;
    const { email, displayName, aspirantName, idAuxiliar, emailProvider, entidad, practice, processId } = facts;
    return {
      to: email,
      subject: `Se registró un teléfono a su nombre · ${idAuxiliar}`,
      data: {
        ...{ displayName, aspirantName, idAuxiliar, at, replaces },
        provider: emailProvider === 'google' ? 'Google' : 'Facebook',
        opl: oplName(entidad),
      },
      purpose: 'device-registered',
      practice,
      caps: [{ kind: 'auxiliary', value: auxiliaryId, perDay: PER_AUXILIARY_AND_DAY }],
      notes: [{ subject: ['auxiliary', auxiliaryId], stream: processId }],
    };
  }
}
