import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface Mailbox {
  /** `smtp://127.0.0.1:port` */
  readonly url: string;
  readonly messages: readonly ParsedMail[];
  /** Envelope sender of each e-mail, in the same order: the address for delivery notifications. */
  readonly senders: readonly string[];
  /** Deletes the stored messages. */
  readonly clear: () => void;
  readonly close: () => Promise<void>;
}

export interface MailboxOptions {
  /** Addresses whose mail the server rejects (450). */
  readonly refuses?: (address: string) => boolean;
  /** A free port by default. */
  readonly port?: number;
  /** If set, the server offers STARTTLS. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  /** If it returns an SMTP reply, every connection gets that reply instead of a greeting, e.g. 421. */
  readonly closedWith?: () => number | undefined;
}

/** An SMTP server on loopback that stores received mail. */
export async function openMailbox({
  refuses = () => false,
  port: wantedPort = 0,
  closedWith = () => undefined,
  tls,
}: MailboxOptions = {}): Promise<Mailbox> {
  const messages: ParsedMail[] = [];
  const senders: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: tls ? [] : ['STARTTLS'],
    ...tls,
    onConnect: (_session, done) => {
      const responseCode = closedWith();
      done(responseCode === undefined ? undefined : Object.assign(new Error('not now'), { responseCode }));
    },
    onRcptTo: ({ address }, _session, done) => {
      done(refuses(address) ? Object.assign(new Error('try later'), { responseCode: 450 }) : undefined);
    },
    onData: (stream, session, done) => {
      simpleParser(stream).then(
        (mail) => {
          messages.push(mail);
          senders.push(session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address);
          done();
        },
        (error: unknown) => {
          done(error instanceof Error ? error : new Error('unreadable'));
        },
      );
    },
  });
  await new Promise<void>((listening) => {
    server.listen(wantedPort, '127.0.0.1', listening);
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${String(port)}`,
    messages,
    senders,
    clear: () => {
      messages.length = 0;
      senders.length = 0;
    },
    close: () =>
      new Promise((closed) => {
        server.close(closed);
      }),
  };
}

/** A delivery status notification for a message that could not be delivered (RFC 3464). */
export function deliveryNotification(
  returnAddress: string,
  { action = 'failed', status = '5.1.1', date = 'Fri, 15 Jan 2027 18:05:00 +0000' } = {},
): Buffer {
  const lines = [
    'From: MAILER-DAEMON@correo.example',
    `To: ${returnAddress}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Date: ${date}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="limite"',
    '',
    '--limite',
    'Content-Type: text/plain',
    '',
    'This is the mail system. Your message could not be delivered.',
    'Action: not of the report',
    '--limite',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.correo.example',
    '',
    'Final-Recipient: rfc822; alguien@correo.example',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 alguien@correo.example: Recipient address',
    ' rejected',
    '--limite',
    'Content-Type: text/rfc822-headers',
    '',
    `Return-Path: <${returnAddress}>`,
    'Subject: algo',
    '--limite--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
