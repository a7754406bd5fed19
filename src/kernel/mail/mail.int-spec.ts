import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { deliveryNotification, openMailbox, type Mailbox, type MailboxOptions } from '../../../test/support/mailbox.js';
import { systemActor } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { Dispatcher } from '../messaging/dispatcher.js';
import { AppConfig } from '../config/config.js';
import { runInWork, UnitOfWork, type WorkState } from '../messaging/unit-of-work.js';
import { causeOf } from './delivery-status.js';
import { MailHistory, type SentMail } from './mail-history.js';
import { Mailer } from './mailer.js';
import { RecordBounce, type RecordedBounces } from './record-bounce.js';
import { ReturnAddresses } from './return-address.js';

let context: TestContext;
let mailbox: Mailbox;

/** Runs work in a unit of work, as in a job. */
const within = <T>(work: () => Promise<T>): Promise<T> =>
  context.module
    .get(EntityManager)
    .fork()
    .transactional((em) => {
      const state: WorkState = {
        actor: systemActor('spec'),
        correlationId: randomId(),
        em,
        notes: [],
        events: [],
        deltas: [],
        personalDataReads: [],
        startedJobs: [],
        refusals: [],
        authorized: true,
      };
      return runInWork(state, work);
    });

const send = (id: string, about?: { kind: string; id: string; purpose: string }): Promise<void> =>
  within(() =>
    context.module.get(Mailer).send({
      to: 'alguien@correo.example',
      subject: 'algo',
      text: 'algo',
      html: '<p>algo</p>',
      messageId: id,
      ...(about && { about }),
    }),
  );
const historyOf = (id: string): Promise<SentMail[]> =>
  within(() => context.module.get(MailHistory).sentAbout('person', id));
const record = (notification: Buffer): Promise<RecordedBounces> =>
  context.module.get(Dispatcher).run(systemActor('cli'), new RecordBounce({ notification }));
/** Sends a message about a person, and returns the envelope sender. */
async function sent(person: string): Promise<string> {
  await send(`spec.${person}`, { kind: 'person', id: person, purpose: 'alta' });
  return mailbox.senders.at(-1) ?? '';
}

beforeAll(async () => {
  mailbox = await openMailbox();
  context = await contextModule([], { SMTP_URL: mailbox.url, MAIL_RETURN_DOMAIN: 'rebotes.example' });
});

afterAll(async () => {
  await context.close();
  await mailbox.close();
});

describe('an e-mail', () => {
  it('says that it is automatic, so that no program answers it (RFC 3834)', async () => {
    await send('spec.automatic');
    const headers = mailbox.messages.at(-1)?.headers;
    expect(headers?.get('auto-submitted')).toBe('auto-generated');
    expect(headers?.get('x-auto-response-suppress')).toBe('All');
  });
});

describe('the tracking of bounced e-mails (decision 42)', () => {
  it('uses a return address that contains no personal data and is the same when the e-mail is resent', async () => {
    const first = await sent('a');
    expect(first).toMatch(/^rebote\+[a-z2-7]{32}@rebotes\.example$/);
    expect(await sent('b')).not.toBe(first);
    expect(await sent('a')).toBe(first);
    expect(await historyOf('a')).toMatchObject([{ purpose: 'alta', state: 'sent', cause: '', bouncedAt: null }]);
  });

  it('omits an e-mail that is about no person', async () => {
    await send('spec.untracked');
    expect(mailbox.senders.at(-1)).toBe('no-responder@localhost');
  });

  it('records a bounce once with time and cause, even if it is read again or its address is in a different case', async () => {
    const address = await sent('c');
    const notification = deliveryNotification(address.toUpperCase().replace('REBOTE+', 'rebote+'));
    context.clock.advance(10 * 60_000);
    expect(await record(notification)).toEqual({ recorded: 1, known: 0 });
    expect(await record(notification)).toEqual({ recorded: 0, known: 1 });
    expect(await record(deliveryNotification(address, { date: 'Fri, 15 Jan 2027 18:06:00 +0000' }))).toEqual({
      recorded: 0,
      known: 1,
    });
    expect(await historyOf('c')).toMatchObject([
      {
        state: 'failed',
        permanent: true,
        cause: 'La dirección no existe o ya no se usa.',
        bouncedAt: '2027-01-15T18:05:00+00:00',
      },
    ]);
    const events = await within(() =>
      asOwner(context.module).execute(`select payload from kernel.outbox_message
        where type = 'kernel.mail-bounced'`),
    );
    expect(events).toMatchObject([{ payload: { subjectKind: 'person', subjectId: 'c', action: 'failed' } }]);
  });

  it('distinguishes delays from failures and temporary from permanent failures', async () => {
    const address = await sent('d');
    await record(deliveryNotification(address, { action: 'delayed', status: '4.4.1' }));
    expect(await historyOf('d')).toMatchObject([{ state: 'delayed', permanent: false }]);
    await record(deliveryNotification(address, { action: 'failed', status: '4.4.7' }));
    expect(await historyOf('d')).toMatchObject([
      { state: 'failed', permanent: false, cause: 'El servidor de esa cuenta no responde.' },
    ]);
  });

  it('records nothing for successful deliveries, other e-mails or forged addresses', async () => {
    const address = await sent('e');
    expect(await record(deliveryNotification(address, { action: 'delivered', status: '2.0.0' }))).toEqual({
      recorded: 0,
      known: 0,
    });
    await expect(record(Buffer.from(`To: ${address}\r\nSubject: vacaciones\r\n\r\nNo estoy.`))).rejects.toMatchObject({
      code: 'KERNEL.NOT_A_BOUNCE',
    });
    const forged = deliveryNotification(`rebote+${'a'.repeat(32)}@rebotes.example`);
    await expect(record(forged)).rejects.toMatchObject({ code: 'KERNEL.BOUNCE_UNKNOWN' });
    expect(await historyOf('e')).toMatchObject([{ state: 'sent' }]);
  });

  it('has a Spanish cause for every status code', () => {
    for (const kind of ['4', '5']) {
      for (let subject = 0; subject < 8; subject += 1) {
        for (let detail = 0; detail < 40; detail += 1) {
          expect(causeOf(`${kind}.${String(subject)}.${String(detail)}`)).toMatch(/\.$/);
        }
      }
    }
    expect(causeOf('5.2.2')).toBe('El buzón está lleno.');
  });
});

describe('mail that requires TLS', () => {
  const fixture = (name: string) =>
    readFileSync(join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'tls', name));
  const tls = { key: fixture('server.key'), cert: fixture('server.pem') };
  const opened: (Mailbox | Mailer)[] = [];

  afterEach(async () => {
    for (const one of opened.splice(0)) {
      if (one instanceof Mailer) one.onApplicationShutdown();
      else await one.close();
    }
  });

  /** @returns the error, if it is not sent. */
  async function sendTo(smtpUrl: string, smtpRequiresTls = true): Promise<unknown> {
    const config = new AppConfig({ ...context.config, smtpUrl, smtpRequiresTls });
    const mailer = new Mailer(
      config,
      context.module.get(UnitOfWork),
      context.clock,
      context.module.get(ReturnAddresses),
    );
    opened.push(mailer);
    const mail = { to: 'alguien@correo.example', subject: 'algo', text: 'algo', html: '<p>algo</p>', messageId: 'tls' };
    return mailer.send(mail).catch((error: unknown) => error);
  }
  async function box(options: MailboxOptions): Promise<Mailbox> {
    const one = await openMailbox(options);
    opened.push(one);
    return one;
  }

  it('is not sent to a server without TLS or with an untrusted certificate, and waits', async () => {
    for (const options of [{}, { tls }]) {
      const { url, messages } = await box(options);
      expect(await sendTo(url)).toMatchObject({ name: 'OutageError', service: 'mail' });
      expect(messages).toEqual([]);
    }
  });

  it('is sent over STARTTLS with a trusted certificate, even if the URL asks for plaintext', async () => {
    const { url, messages } = await box({ tls });
    const issuer = encodeURIComponent(fixture('issuer.pem').toString());
    expect(await sendTo(`${url}?ignoreTLS=true&tls.ca=${issuer}`)).toBeUndefined();
    expect(messages).toHaveLength(1);
  });

  it('is sent without TLS if a setting allows it', async () => {
    const { url, messages } = await box({});
    expect(await sendTo(url, false)).toBeUndefined();
    expect(messages).toHaveLength(1);
  });
});
