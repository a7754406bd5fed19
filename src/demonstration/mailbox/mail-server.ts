import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { MailFolder } from './mail-folder.js';

const MAX_MAIL_BYTES = 25 * 1024 * 1024;

export interface MailServer {
  /** `smtp://127.0.0.1:port` */
  readonly url: string;
  close(): Promise<void>;
}

/** SMTP server on loopback that stores every e-mail in the folder and delivers none. */
export async function openMailServer(folder: MailFolder): Promise<MailServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    size: MAX_MAIL_BYTES,
    logger: false,
    onData: (stream, _session, done) => {
      buffer(stream)
        .then((raw) => folder.put(raw))
        .then(
          () => {
            done();
          },
          (error: unknown) => {
            done(error instanceof Error ? error : new Error('the e-mail could not be stored'));
          },
        );
    },
  });
  // Ignores clients that disconnect in the middle of a message.
  server.on('error', () => undefined);
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  // Must not keep the process alive.
  server.server.unref();
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
      }),
  };
}
