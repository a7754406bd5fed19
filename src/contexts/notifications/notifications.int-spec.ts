import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { randomId } from '../../kernel/crypto/random.js';
import { Views } from '../../kernel/http/views.js';
import { Outbox } from '../../kernel/jobs/outbox.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Mailer } from '../../kernel/mail/mailer.js';
import { EventSpec, IntegrationEvent } from '../../kernel/messaging/events.js';
import type { Cap } from './caps.js';
import { DeleteSettledMails } from './jobs/delete-settled-mails.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from './mail.js';
import { NotificationsModule } from './notifications.module.js';

interface Payload {
  readonly to: readonly string[];
  readonly text: string;
}

@EventSpec('spec.happened', 1)
class SingleEvent extends IntegrationEvent<Payload> {}
@EventSpec('spec.gathered', 1)
class DigestEvent extends IntegrationEvent<Payload> {}
@EventSpec('spec.asked', 1)
class OnceEvent extends IntegrationEvent<Payload> {}

abstract class SpecMail implements MailDefinition<Payload> {
  protected caps: readonly Cap[] = [];

  recipients({ to }: Payload): Recipient[] {
    return to.map((id) => ({ kind: 'auxiliary', id }));
  }

  compose(payloads: readonly Payload[], { id }: Recipient): Promise<ComposedMail | undefined> {
    if (payloads.some(({ text }) => text === 'obsolete')) return Promise.resolve(undefined);
    const subject = payloads.map(({ text }) => text).join(' ');
    return Promise.resolve({ to: `${id}@correo.example`, subject, data: {}, caps: this.caps, notes: [] });
  }
}

const documentation = { to: 'a recipient of this spec', when: 'in this spec', why: 'a test' };

@Injectable()
@Mail({ name: 'spec-single', on: SingleEvent, ...documentation })
class SingleMail extends SpecMail {}

@Injectable()
@Mail({ name: 'spec-digest', on: DigestEvent, digest: true, ...documentation })
class DigestMail extends SpecMail {}

@Injectable()
@Mail({ name: 'spec-once', on: OnceEvent, onceOnly: true, ...documentation })
class OnceMail extends SpecMail {
  protected override caps: readonly Cap[] = [{ kind: 'address', value: 'one@correo.example', perDay: 2 }];
}

@Module({ providers: [SingleMail, DigestMail, OnceMail] })
class SpecModule {}

interface Scene {
  readonly context: TestContext;
  readonly mailbox: Mailbox;
  /** Addresses that the mail server rejects. */
  readonly refused: Set<string>;
  /** @returns the id of the message. */
  readonly publish: (event: IntegrationEvent) => Promise<string>;
  /** Runs all due work, including the retries of failed work. */
  readonly drain: () => Promise<void>;
  readonly rows: <Row extends object>(text: string) => Promise<Row[]>;
  readonly sent: () => string[];
}

/** One application for each digest window. */
const scenes = new Map<string, Scene>();

/** The scene of a digest window, without data of earlier tests. */
async function openScene(digestSeconds = '0'): Promise<Scene> {
  const scene = scenes.get(digestSeconds) ?? (await newScene(digestSeconds));
  scenes.set(digestSeconds, scene);
  jest.spyOn(scene.context.module.get(Views), 'render').mockReturnValue('texto');
  await scene.rows(`truncate kernel.outbox_message, kernel.inbox, notifications.message, notifications.cap_use`);
  scene.mailbox.clear();
  scene.refused.clear();
  return scene;
}

async function newScene(digestSeconds: string): Promise<Scene> {
  const refused = new Set<string>();
  const mailbox = await openMailbox({ refuses: (address) => refused.has(address) });
  const context = await contextModule([NotificationsModule, SpecModule], {
    SMTP_URL: mailbox.url,
    MAIL_DIGEST_SECONDS: digestSeconds,
  });
  const em = () => asOwner(context.module);
  const rows = <Row extends object>(text: string): Promise<Row[]> => em().execute<Row[]>(text);
  return {
    context,
    mailbox,
    refused,
    rows,
    publish: async (event) => {
      const correlationId = randomId();
      await em().transactional((inner) => context.module.get(Outbox).append(inner, [event], correlationId));
      const [row] = await rows<{ id: string }>(
        `select id from kernel.outbox_message where correlation_id = '${correlationId}'`,
      );
      return row?.id ?? '';
    },
    drain: async () => {
      context.clock.advance(15 * 60_000);
      await context.module.get(OutboxRelay).drain();
    },
    sent: () => mailbox.messages.map((mail) => `${[mail.to].flat()[0]?.text ?? ''}: ${mail.subject ?? ''}`).sort(),
  };
}

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(async () => {
  for (const { context, mailbox } of scenes.values()) {
    await context.close();
    await mailbox.close();
  }
});

describe('e-mails', () => {
  it('reach each recipient once even if the address of another fails', async () => {
    const { publish, drain, refused, sent, rows } = await openScene();
    refused.add('b@correo.example');
    await publish(new SingleEvent({ to: ['a', 'b', 'c'], text: 'hola' }));
    for (let attempt = 0; attempt < 3; attempt += 1) await drain();
    expect(sent()).toEqual(['a@correo.example: hola', 'c@correo.example: hola']);
    expect(await rows(`select recipient_id from notifications.message where state = 'waiting'`)).toEqual([
      { recipient_id: 'b' },
    ]);

    refused.clear();
    for (let attempt = 0; attempt < 3; attempt += 1) await drain();
    expect(sent()).toEqual(['a@correo.example: hola', 'b@correo.example: hola', 'c@correo.example: hola']);
    expect(await rows(`select 1 from notifications.message where payload is not null or state <> 'sent'`)).toEqual([]);
  });

  it('are not sent again if the event or the queue message is redelivered', async () => {
    const { publish, drain, sent, rows } = await openScene();
    await publish(new SingleEvent({ to: ['a', 'b'], text: 'hola' }));
    await drain();
    // Both messages are redelivered; only the rows of the e-mails show that they were processed.
    await rows(`delete from kernel.inbox`);
    await rows(`update kernel.outbox_message set dispatched_at = null, settled_at = null`);
    await drain();
    expect(sent()).toEqual(['a@correo.example: hola', 'b@correo.example: hola']);
    expect(await rows(`select 1 from kernel.outbox_message where settled_at is null`)).toEqual([]);
  });

  it('are sent once more, with the same Message-ID, if the process is killed between sending and commit', async () => {
    const { publish, drain, mailbox, context, rows } = await openScene();
    const mailer = context.module.get(Mailer);
    const send = mailer.send.bind(mailer);
    const sendMock = jest.spyOn(mailer, 'send').mockImplementationOnce(async (mail) => {
      await send(mail);
      throw new Error('killed before the commit');
    });
    await publish(new SingleEvent({ to: ['a'], text: 'hola' }));
    for (let attempt = 0; attempt < 4; attempt += 1) await drain();
    expect(sendMock).toHaveBeenCalledTimes(2);
    expect(mailbox.messages.map(({ subject }) => subject)).toEqual(['hola', 'hola']);
    expect(new Set(mailbox.messages.map(({ messageId }) => messageId)).size).toBe(1);
    expect(await rows(`select state from notifications.message`)).toEqual([{ state: 'sent' }]);
  });

  it('are not sent if they have become obsolete', async () => {
    const { publish, drain, sent, rows } = await openScene();
    await publish(new SingleEvent({ to: ['a'], text: 'obsolete' }));
    await drain();
    expect(sent()).toEqual([]);
    expect(await rows(`select state from notifications.message`)).toEqual([{ state: 'obsolete' }]);
  });

  it('have one row per event and recipient, are sent once and store no address', async () => {
    const { publish, drain, sent, rows } = await openScene();
    const expected: string[] = [];
    let seed = 20270115;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (let event = 0; event < 12; event += 1) {
      const to = ['a', 'b', 'c', 'd', 'e'].filter(() => random(2) === 1);
      await publish(new SingleEvent({ to, text: `n${String(event)}` }));
      expected.push(...to.map((id) => `${id}@correo.example: n${String(event)}`));
      if (random(4) === 0) await drain();
    }
    await drain();
    expect(sent()).toEqual(expected.sort());
    const [count] = await rows<{ rows: number; addresses: number }>(
      `select count(*)::int as rows, count(*) filter (where m::text like '%@%')::int as addresses
       from notifications.message m`,
    );
    expect(count).toEqual({ rows: expected.length, addresses: 0 });
  });
});

describe('a digest (decision 9)', () => {
  it('combines the events of its window in one e-mail and later events in the next', async () => {
    const { publish, drain, context, sent } = await openScene('300');
    const relay = context.module.get(OutboxRelay);
    await publish(new DigestEvent({ to: ['a'], text: 'one' }));
    // Events of the same instant have no order.
    context.clock.advance(1);
    await publish(new DigestEvent({ to: ['a', 'b'], text: 'two' }));
    await relay.drain();
    context.clock.advance(299_000);
    await publish(new DigestEvent({ to: ['a'], text: 'three' }));
    await relay.drain();
    expect(sent()).toEqual([]);

    context.clock.advance(1000);
    await relay.drain();
    expect(sent()).toEqual(['a@correo.example: one two three', 'b@correo.example: two']);

    await publish(new DigestEvent({ to: ['a'], text: 'four' }));
    await drain();
    await drain();
    expect(sent()).toEqual(['a@correo.example: four', 'a@correo.example: one two three', 'b@correo.example: two']);
  });

  it('has the same contents if it is repeated after a kill, without later events', async () => {
    const { publish, drain, context, mailbox } = await openScene('300');
    const mailer = context.module.get(Mailer);
    const send = mailer.send.bind(mailer);
    jest.spyOn(mailer, 'send').mockImplementationOnce(async (mail) => {
      await send(mail);
      throw new Error('killed before the commit');
    });
    await publish(new DigestEvent({ to: ['a'], text: 'one' }));
    await drain();
    await drain();
    await publish(new DigestEvent({ to: ['a'], text: 'two' }));
    for (let attempt = 0; attempt < 4; attempt += 1) await drain();
    const [first, again, last] = mailbox.messages;
    expect(mailbox.messages.map(({ subject }) => subject)).toEqual(['one', 'one', 'two']);
    expect(again?.messageId).toBe(first?.messageId);
    expect(last?.messageId).not.toBe(first?.messageId);
  });

  it('is split if it has more than 200 entries', async () => {
    const { publish, drain, mailbox } = await openScene('300');
    for (let nth = 0; nth < 201; nth += 1) await publish(new DigestEvent({ to: ['a'], text: 'n' }));
    await drain();
    await drain();
    expect(mailbox.messages.map(({ subject = '' }) => subject.split(' ').length).sort()).toEqual([1, 200]);
  });

  it('is disabled if the window is 0: each event has its own e-mail', async () => {
    const { publish, drain, sent } = await openScene();
    await publish(new DigestEvent({ to: ['a'], text: 'one' }));
    await publish(new DigestEvent({ to: ['a'], text: 'two' }));
    await drain();
    expect(sent()).toEqual(['a@correo.example: one', 'a@correo.example: two']);
  });
});

describe('an e-mail with a cap', () => {
  const states = `select state, count(*)::int as n from notifications.message group by state order by state`;

  it('is deferred until its 24-hour cap has room again', async () => {
    const { publish, drain, context, sent, rows } = await openScene();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await publish(new OnceEvent({ to: [id], text: id }));
    await drain();
    expect(await rows(states)).toEqual([
      { state: 'sent', n: 2 },
      { state: 'waiting', n: 3 },
    ]);
    context.clock.advance(24 * 3_600_000 - 15 * 60_000 - 1);
    await drain();
    expect(sent()).toHaveLength(2);
    await drain();
    expect(sent()).toHaveLength(4);
    context.clock.advance(24 * 3_600_000);
    await drain();
    expect(sent()).toEqual(['a', 'b', 'c', 'd', 'e'].map((id) => `${id}@correo.example: ${id}`));
  });

  it('is deferred again if a relay whose clock is ahead delivers it too early', async () => {
    const { publish, drain, context, sent, rows } = await openScene();
    for (const id of ['a', 'b', 'c']) await publish(new OnceEvent({ to: [id], text: id }));
    await drain();
    await rows(`update kernel.outbox_message set available_at = '-infinity' where settled_at is null`);
    await drain();
    expect(sent()).toHaveLength(2);
    context.clock.advance(24 * 3_600_000);
    await drain();
    expect(sent()).toHaveLength(3);
  });

  it('is withheld, and its row records this, if its turn is more than seven days away', async () => {
    const { publish, drain, context, sent, rows } = await openScene();
    for (let nth = 1; nth <= 17; nth += 1) await publish(new OnceEvent({ to: [String(nth)], text: 'hola' }));
    await drain();
    expect(await rows(states)).toEqual([
      { state: 'sent', n: 2 },
      { state: 'waiting', n: 14 },
      { state: 'withheld', n: 1 },
    ]);
    for (let day = 1; day <= 7; day += 1) {
      context.clock.advance(24 * 3_600_000);
      await drain();
      expect(sent()).toHaveLength(2 + 2 * day);
    }
  });

  it('is sent only once per recipient if it is declared once-only, regardless of the number of events', async () => {
    const { publish, drain, sent } = await openScene();
    for (let nth = 0; nth < 3; nth += 1) await publish(new OnceEvent({ to: ['a'], text: 'hola' }));
    await drain();
    expect(sent()).toEqual(['a@correo.example: hola']);
  });
});

describe('settled rows', () => {
  const day = 24 * 3_600_000;

  it('are deleted thirty days after they were settled, unlike those of waiting e-mails', async () => {
    const { publish, drain, context, refused, rows } = await openScene();
    const job = context.module.get(DeleteSettledMails);
    const remaining = () => rows(`select recipient_id as id from notifications.message order by recipient_id`);
    refused.add('waits@correo.example');
    await publish(new SingleEvent({ to: ['sent', 'waits'], text: 'hola' }));
    await publish(new SingleEvent({ to: ['nothing'], text: 'obsolete' }));
    await publish(new OnceEvent({ to: ['once'], text: 'hola' }));
    await drain();
    context.clock.advance(30 * day);
    await job.run();
    expect(await remaining()).toHaveLength(4);
    context.clock.advance(1);
    await job.run();
    expect(await remaining()).toEqual([{ id: 'once' }, { id: 'waits' }]);
  });

  it('are kept if the e-mail is once-only, so that it is not sent again', async () => {
    const { publish, drain, context, sent } = await openScene();
    await publish(new OnceEvent({ to: ['a'], text: 'hola' }));
    await drain();
    context.clock.advance(31 * day);
    await context.module.get(DeleteSettledMails).run();
    await publish(new OnceEvent({ to: ['a'], text: 'hola' }));
    await drain();
    expect(sent()).toEqual(['a@correo.example: hola']);
  });

  it('are all deleted, however many there are; the uses of a cap are deleted only after 24 hours', async () => {
    const { publish, drain, context, sent, rows } = await openScene();
    const job = context.module.get(DeleteSettledMails);
    const uses = () => rows<{ mail: string }>(`select mail from notifications.cap_use`);
    for (const id of ['a', 'b']) await publish(new OnceEvent({ to: [id], text: id }));
    await drain();
    await rows(`insert into notifications.cap_use (mail, kind, key, at)
      select 'old', 'address', '', '2020-01-01' from generate_series(1, 4001)`);
    context.clock.advance(day - 16 * 60_000);
    await job.run();
    expect((await uses()).map(({ mail }) => mail)).toEqual(['spec-once', 'spec-once']);
    await publish(new OnceEvent({ to: ['c'], text: 'c' }));
    await drain();
    expect(sent()).toHaveLength(2);
    context.clock.advance(2 * day);
    await job.run();
    expect(await uses()).toEqual([]);
  });
});
