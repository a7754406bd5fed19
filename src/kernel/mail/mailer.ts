import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/config.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { CircuitBreaker } from '../outages/circuit-breaker.js';
import type { OutageError } from '../outages/outage.js';
import { mailFailure } from './mail-failure.js';
import { markPractice } from './practice-mark.js';
import { ReturnAddresses } from './return-address.js';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Stable per message, so that a message resent after a crash has the same Message-ID, `<id@domain>`. */
  readonly messageId: string;
  /**
   * The person the message is about. The message and its bounces are then recorded (decision 42); otherwise nothing is
   * stored.
   */
  readonly about?: { readonly kind: string; readonly id: string; readonly purpose: string };
  /** Marks the message as part of a practice process. */
  readonly practice?: boolean;
  readonly attachments?: readonly {
    readonly filename: string;
    readonly content: Buffer;
    readonly contentType: string;
    /** Shown in the HTML where it refers to `cid:…`, not listed as a file. */
    readonly cid?: string;
  }[];
}

/** RFC 3834, and its equivalent for Exchange: no auto-reply is wanted. */
const AUTOMATIC = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

/** Sends mail through the institution's SMTP server. Resolves when the server has accepted it. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  readonly #logger = new Logger('Mailer');
  readonly #transport: Transporter;
  readonly #breaker: CircuitBreaker;

  constructor(
    private readonly config: AppConfig,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly returnAddresses: ReturnAddresses,
  ) {
    // nodemailer's default timeouts of several minutes would block a worker.
    this.#transport = createTransport({
      url: config.smtpUrl,
      requireTLS: config.smtpRequiresTls,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    });
    this.#breaker = new CircuitBreaker('mail', clock, (state, reason) => {
      if (state === 'open') this.#logger.error(`the mail server does not respond: ${reason}; e-mails wait`);
      else this.#logger.warn('the mail server responds again');
    });
  }

  /** Why no mail is sent now; undefined while the mail server responds. */
  get outage(): OutageError | undefined {
    return this.#breaker.outage;
  }

  /**
   * Must run in the transaction of a consumer or command if the message has `about`.
   * @throws OutageError if the mail server is down or temporarily rejects the message.
   */
  async send(mail: Mail): Promise<void> {
    const returnAddress = mail.about && (await this.#recordSent(mail.messageId, mail.about));
    const { subject, text, html } = mail.practice === true ? markPractice(mail) : mail;
    const message = {
      ...(returnAddress !== undefined && { envelope: { from: returnAddress, to: mail.to } }),
      from: this.config.mailFrom,
      to: mail.to,
      subject,
      text,
      html,
      messageId: `<${mail.messageId}@${this.config.mailDomain}>`,
      headers: AUTOMATIC,
      attachments: mail.attachments?.map((attachment) => ({
        ...attachment,
        contentDisposition: attachment.cid === undefined ? ('attachment' as const) : ('inline' as const),
      })),
    };
    await this.#breaker.run(() =>
      this.#transport.sendMail(message).catch((error: unknown) => {
        throw mailFailure(error);
      }),
    );
  }

  /** A message resent after a crash has the same id and therefore the same return address. */
  async #recordSent(messageId: string, about: NonNullable<Mail['about']>): Promise<string> {
    const token = await this.returnAddresses.tokenOf(messageId);
    await this.work.sql(
      `insert into kernel.mail_sent (return_token, message_id, subject_kind, subject_id, purpose, sent_at)
       values ($1, $2, $3, $4, $5, $6) on conflict (return_token) do nothing`,
      [token, messageId, about.kind, about.id, about.purpose, this.clock.now()],
    );
    return this.returnAddresses.addressOf(token);
  }

  onApplicationShutdown(): void {
    this.#transport.close();
  }
}
