import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { AppConfig } from '../config/config.js';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Stable per message, so that a repeat after a crash is recognised as one (`<id@domain>` is made of it). */
  readonly messageId: string;
  readonly attachments?: readonly {
    readonly filename: string;
    readonly content: Buffer;
    readonly contentType: string;
  }[];
}

/** Hands mail to the institution's SMTP server. Resolves when the server has taken it. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  readonly #transport: Transporter;

  constructor(private readonly config: AppConfig) {
    // A server that hangs must not hold a worker for the minutes that are nodemailer's own default.
    this.#transport = createTransport({
      url: config.smtpUrl,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    });
  }

  async send(mail: Mail): Promise<void> {
    await this.#transport.sendMail({
      from: this.config.mailFrom,
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: `<${mail.messageId}@${this.config.mailDomain}>`,
      attachments: mail.attachments?.map((attachment) => ({ ...attachment })),
    });
  }

  onApplicationShutdown(): void {
    this.#transport.close();
  }
}
