import type { Mail as Message } from '../../kernel/mail/mailer.js';
import { eventSpec, type IntegrationEvent } from '../../kernel/messaging/events.js';
import type { AuditNote } from '../../kernel/messaging/unit-of-work.js';
import type { Cap } from './caps.js';

/** Who gets a mail. The address is asked for when the mail is sent and stored nowhere. */
export interface Recipient {
  readonly kind: 'official' | 'aspirant' | 'auxiliary' | 'citizen';
  readonly id: string;
}

export interface ComposedMail {
  readonly to: string;
  readonly subject: string;
  /** For the templates of the mail. */
  readonly data: object;
  /** Where the mail is kept in the history of its recipient, under this name. Absent: it is kept nowhere. */
  readonly purpose?: string;
  readonly practice?: boolean;
  readonly attachments?: Message['attachments'];
  readonly caps?: readonly Cap[];
  /** What the audit trail says of the mail; its name is added. */
  readonly notes: readonly AuditNote[];
}

/** One mail: which event leads to it, who receives it, and what it says. */
export interface MailDefinition<Payload extends object = object> {
  /** Asks the contexts as the system. */
  recipients(payload: Payload): readonly Recipient[] | Promise<readonly Recipient[]>;
  /**
   * Runs in the transaction that sends the mail, so that a one-time link is made here and stored nowhere.
   * @param payloads of one event; of several only for a digest.
   * @returns undefined when there is nothing to say any more.
   */
  compose(payloads: readonly [Payload, ...Payload[]], recipient: Recipient): Promise<ComposedMail | undefined>;
}

export interface MailSpec {
  /** Also the beginning of its Message-ID. */
  readonly name: string;
  /** Its templates are `views/notifications/TEMPLATE.mail.hbs` and `TEMPLATE.mail-text.hbs`; the name where nothing is said. */
  readonly template: string;
  /** Type of the event. */
  readonly on: string;
  /** For docs/notifications.md. */
  readonly to: string;
  readonly when: string;
  readonly why: string;
  /** One e-mail says what happened within the digest window. */
  readonly digest: boolean;
  /** A recipient gets it once, however many events ask for it. */
  readonly onceOnly: boolean;
}

type MailClass = new (...args: never[]) => MailDefinition<never>;

const specs = new WeakMap<object, MailSpec>();

type MailOptions<Event extends IntegrationEvent> = Omit<MailSpec, 'on' | 'digest' | 'onceOnly' | 'template'> &
  Partial<Pick<MailSpec, 'digest' | 'onceOnly' | 'template'>> & { readonly on: abstract new (payload: never) => Event };

/** Declares a mail. The class is a provider of NotificationsModule and is found from there. */
export const Mail =
  <Event extends IntegrationEvent>({ on, digest = false, onceOnly = false, ...rest }: MailOptions<Event>) =>
  (target: new (...args: never[]) => MailDefinition<Event['payload']>): void => {
    specs.set(target, { template: rest.name, ...rest, digest, onceOnly, on: eventSpec(on).type });
  };

export function mailSpec(target: MailClass | object): MailSpec | undefined {
  return specs.get(typeof target === 'function' ? target : target.constructor);
}
