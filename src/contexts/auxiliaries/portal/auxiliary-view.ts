import type { Actor } from '../../../kernel/access/actor.js';
import type { SentMail } from '../../../kernel/mail/mail-history.js';
import type { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetAuxiliary } from '../queries/get-auxiliary.js';
import { BOUNCED, chipOf, deviceChipOf, mailChipOf, PROVIDER_NAMES } from './auxiliary-words.js';

export function aspirantOf(actor: Actor): string {
  return actor.scope['aspirantId'] ?? '';
}

/** What the pages about one auxiliary are made of. */
export async function auxiliaryView(dispatcher: Dispatcher, actor: Actor, auxiliaryId: string): Promise<object> {
  const auxiliary = await dispatcher.ask(actor, new GetAuxiliary({ auxiliaryId }));
  const { status, emailBouncedAt, mails, devices, emailProvider } = auxiliary;
  return {
    ...auxiliary,
    chip: chipOf(status),
    bounced: emailBouncedAt !== null && status !== 'discharged' ? { chip: BOUNCED, ...lastBounce(mails) } : null,
    providerName: PROVIDER_NAMES[emailProvider],
    canCorrectEmail: status === 'registered',
    mails: mails.map((mail) => ({ ...mail, chip: mailChipOf(mail) })),
    devices: devices.map((device) => ({ ...device, chip: deviceChipOf(device.status) })),
  };
}

function lastBounce(mails: readonly SentMail[]): { cause: string; permanent: boolean } {
  const failed = mails.find(({ state }) => state === 'failed');
  return { cause: failed?.cause ?? '', permanent: failed?.permanent ?? false };
}
