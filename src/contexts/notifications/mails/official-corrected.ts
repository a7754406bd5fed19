import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetCorrectionNotice, OfficialCorrected, type CorrectionNotice } from '../../accounts/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = OfficialCorrected['payload'];

const job = systemActor('notifications.official-corrected');
const FIELD_NAMES: Readonly<Record<CorrectionNotice['fields'][number], string>> = {
  fullName: 'nombre',
  position: 'cargo',
  email: 'correo institucional',
  phone: 'teléfono',
};

/** Sent to the previous address, so that its reader can object. */
@Injectable()
@Mail({
  name: 'official-corrected',
  on: OfficialCorrected,
  to: 'the official, at the previous address',
  when: 'DERFE corrects the data of their account',
  why: '§4.3',
})
export class OfficialCorrectedMail implements MailDefinition<Payload> {
  constructor(private readonly dispatcher: Dispatcher) {}

  recipients({ officialId }: Payload): Recipient[] {
    return [{ kind: 'official', id: officialId }];
  }

  async compose([{ officialId, at }]: readonly [Payload]): Promise<ComposedMail | undefined> {
    const notice = await this.dispatcher.ask(job, new GetCorrectionNotice({ officialId, at }));
    if (!notice) return undefined;
    const { account, fields, fullName, email } = notice;
    return {
      to: email,
      subject: `Se corrigieron los datos de su cuenta · ${account}`,
      data: {
        fullName,
        account,
        at,
        fields: fields.map((field) => FIELD_NAMES[field]).join(', '),
        moved: fields.includes('email'),
      },
      purpose: 'official-corrected',
      notes: [{ subject: ['official', officialId] }],
    };
  }
}
