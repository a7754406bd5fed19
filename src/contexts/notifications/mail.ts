import type { Mail as Message } from '../../kernel/mail/mailer.js';
import { eventSpec, type IntegrationEvent } from '../../kernel/messaging/events.js';
import type { AuditNote } from '../../kernel/messaging/unit-of-work.js';
import type { Cap } from './caps.js';

/** Recipient of an e-mail. The address is looked up when the e-mail is sent and is not stored. */
export interface Recipient {
  readonly kind: 'official' | 'aspirant' | 'auxiliary' | 'citizen';
  readonly id: string;
}

export interface ComposedMail {
  readonly to: string;
  readonly subject: string;
  /** Data for the templates. */
  readonly data: object;
  /** Name of the e-mail in the history of its recipient. If absent, the e-mail is not in that history. */
  readonly purpose?: string;
  readonly practice?: boolean;
  readonly attachments?: Message['attachments'];
  readonly caps?: readonly Cap[];
  /** Audit entries of the e-mail; the name of the e-mail is added to their details. */
  readonly notes: readonly AuditNote[];
}

/** The recipients and the contents of one e-mail. */
export interface MailDefinition<Payload extends object = object> {
  /** Queries other contexts as the system. */
  recipients(payload: Payload): readonly Recipient[] | Promise<readonly Recipient[]>;
  /**
   * Runs in the transaction that sends the e-mail; a one-time link can therefore be issued here without being stored.
   * @param payloads the payload of one event, or those of several events for a digest.
   * @returns undefined if the e-mail has become obsolete.
   */
  compose(payloads: readonly [Payload, ...Payload[]], recipient: Recipient): Promise<ComposedMail | undefined>;
}

export interface MailSpec {
  /** Also the prefix of the Message-ID. */
  readonly name: string;
  /**
   * Base name of `views/notifications/TEMPLATE.mail.hbs` and `TEMPLATE.mail-text.hbs`. Default: the name of the e-mail.
   */
  readonly template: string;
  /** Event type. */
  readonly on: string;
  /** `to`, `when` and `why` are printed in docs/notifications.md. */
  readonly to: string;
  readonly when: string;
  readonly why: string;
  /** Combines all events within the digest window into one e-mail. */
  readonly digest: boolean;
  /** Each recipient gets the e-mail at most once, regardless of the number of events. */
  readonly onceOnly: boolean;
}

type MailClass = new (...args: never[]) => MailDefinition<never>;

const specs = new WeakMap<object, MailSpec>();

type MailOptions<Event extends IntegrationEvent> = Omit<MailSpec, 'on' | 'digest' | 'onceOnly' | 'template'> &
  Partial<Pick<MailSpec, 'digest' | 'onceOnly' | 'template'>> & { readonly on: abstract new (payload: never) => Event };

/** Declares an e-mail. NotificationsModule discovers the class and makes it a provider. */
export const Mail =
  <Event extends IntegrationEvent>({ on, digest = false, onceOnly = false, ...rest }: MailOptions<Event>) =>
  (target: new (...args: never[]) => MailDefinition<Event['payload']>): void => {
    specs.set(target, { template: rest.name, ...rest, digest, onceOnly, on: eventSpec(on).type });
  };

export function mailSpec(target: MailClass | object): MailSpec | undefined {
  return specs.get(typeof target === 'function' ? target : target.constructor);
}
