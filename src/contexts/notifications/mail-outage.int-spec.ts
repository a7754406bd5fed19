import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { openMailbox, type Mailbox, type MailboxOptions } from '../../../test/support/mailbox.js';
import { systemActor } from '../../kernel/access/actor.js';
import { randomId } from '../../kernel/crypto/random.js';
import { Views } from '../../kernel/http/views.js';
import { ListStuckMessages } from '../../kernel/jobs/list-stuck-messages.js';
import { Outbox } from '../../kernel/jobs/outbox.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { Consumes, EventSpec, IntegrationEvent, type EventConsumer } from '../../kernel/messaging/events.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from './mail.js';
import { NotificationsModule } from './notifications.module.js';

@EventSpec('outage-spec.happened', 1)
class MailEvent extends IntegrationEvent<{ readonly to: string }> {}
@EventSpec('outage-spec.worked', 1)
class OtherEvent extends IntegrationEvent {}

@Injectable()
@Mail({ name: 'outage-spec', on: MailEvent, to: 'a recipient of this spec', when: 'in this spec', why: 'a test' })
class SpecMail implements MailDefinition<{ readonly to: string }> {
  composed = 0;

  recipients({ to }: { readonly to: string }): Recipient[] {
    return [{ kind: 'auxiliary', id: to }];
  }

  compose(_: unknown, { id }: Recipient): Promise<ComposedMail> {
    this.composed += 1;
    return Promise.resolve({ to: `${id}@correo.example`, subject: id, data: {}, notes: [] });
  }
}

@Injectable()
@Consumes(OtherEvent, 'outage-spec.worker')
class Worker implements EventConsumer<OtherEvent> {
  done = 0;

  handle(): Promise<void> {
    this.done += 1;
    return Promise.resolve();
  }
}

@Module({ providers: [SpecMail, Worker] })
class SpecModule {}

const open: { close(): Promise<unknown> }[] = [];

async function openScene(smtpUrl: string) {
  const context: TestContext = await contextModule([NotificationsModule, SpecModule], { SMTP_URL: smtpUrl });
  open.push(context);
  jest.spyOn(context.module.get(Views), 'render').mockReturnValue('texto');
  const em = () => asOwner(context.module);
  return {
    context,
    publish: (events: readonly IntegrationEvent[]) =>
      em().transactional((inner) => context.module.get(Outbox).append(inner, events, randomId())),
    /** Moves the clock in steps of 30 seconds and runs the relay after each. */
    passMinutes: async (minutes: number) => {
      for (let half = 0; half < minutes * 2; half += 1) {
        await context.module.get(OutboxRelay).drain();
        context.clock.advance(30_000);
      }
      await context.module.get(OutboxRelay).drain();
    },
    stuck: async () =>
      (await context.module.get(Dispatcher).ask(systemActor('spec'), new ListStuckMessages({ limit: 200 }))).rows,
    attempts: async () => {
      const [row] = await em().execute<{ attempts: number }[]>(
        'select coalesce(max(attempts), 0) as attempts from kernel.outbox_message',
      );
      return row?.attempts;
    },
  };
}

async function mailbox(options: MailboxOptions = {}): Promise<Mailbox> {
  const opened = await openMailbox(options);
  open.push(opened);
  return opened;
}

/** Opens a port that closes every connection immediately, and counts the connections. */
async function deadPort() {
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    connections: () => connections,
    close: () =>
      new Promise<void>((closed) =>
        server.close(() => {
          closed();
        }),
      ),
  };
}

afterEach(async () => {
  jest.restoreAllMocks();
  for (const one of open.splice(0)) await one.close();
});

describe('an outage of the mail server', () => {
  it('quarantines no e-mail in two hours and delays no other work; afterwards every e-mail arrives once', async () => {
    const dead = await deadPort();
    const scene = await openScene(`smtp://127.0.0.1:${String(dead.port)}`);
    const names = Array.from({ length: 40 }, (_, n) => `a${String(n).padStart(2, '0')}`);
    await scene.publish(names.map((to) => new MailEvent({ to })));
    await scene.passMinutes(60);
    await scene.publish([new OtherEvent({})]);
    await scene.passMinutes(60);

    expect(await scene.attempts()).toBe(0);
    const stuck = await scene.stuck();
    expect(stuck.every(({ state }) => state === 'deferred')).toBe(true);
    expect(stuck[0]).toMatchObject({
      type: 'notifications.mail-queued',
      lastError: expect.stringMatching(/^notifications\.deliver: mail E[A-Z]+$/),
    });
    expect(scene.context.module.get(Worker).done).toBe(1);
    // Three connections until the breaker opens, then one trial every 30 seconds, regardless of the number of e-mails.
    expect(dead.connections()).toBeGreaterThan(200);
    expect(dead.connections()).toBeLessThanOrEqual(244);
    expect(scene.context.module.get(SpecMail).composed).toBe(dead.connections());

    await dead.close();
    const { messages } = await mailbox({ port: dead.port });
    await scene.passMinutes(1);
    expect(messages.map(({ subject }) => subject).sort()).toEqual(names);
    expect(await scene.stuck()).toEqual([]);
  });

  it('is also assumed after a 421 reply or a rejected password, which affect every e-mail', async () => {
    let reply: number | undefined = 421;
    const { url, messages } = await mailbox({ closedWith: () => reply });
    const scene = await openScene(url);
    await scene.publish(['a', 'b', 'c'].map((to) => new MailEvent({ to })));
    await scene.passMinutes(60);
    expect([await scene.attempts(), messages.length]).toEqual([0, 0]);
    reply = undefined;
    await scene.passMinutes(1);
    expect(messages).toHaveLength(3);
  });
});

describe('a temporary refusal of one recipient (4yz)', () => {
  it('does not count as a failed attempt and does not delay the e-mails of others', async () => {
    const refused = new Set(['b@correo.example']);
    const { url, messages } = await mailbox({ refuses: (address) => refused.has(address) });
    const scene = await openScene(url);
    await scene.publish(['a', 'b', 'c'].map((to) => new MailEvent({ to })));
    await scene.passMinutes(120);
    expect(messages.map(({ subject }) => subject).sort()).toEqual(['a', 'c']);
    expect(await scene.attempts()).toBe(0);
    expect(await scene.stuck()).toMatchObject([{ state: 'deferred', lastError: 'notifications.deliver: mail 450' }]);
    refused.clear();
    await scene.passMinutes(10);
    expect(messages.map(({ subject }) => subject).sort()).toEqual(['a', 'b', 'c']);
  });

  it('is retried for five days, after which the e-mail waits for an operator (RFC 5321 §4.5.4.1)', async () => {
    const { url } = await mailbox({ refuses: () => true });
    const scene = await openScene(url);
    await scene.publish([new MailEvent({ to: 'a' })]);
    await scene.passMinutes(1);
    scene.context.clock.advance(5 * 24 * 3_600_000 - 3_600_000);
    await scene.passMinutes(1);
    expect(await scene.stuck()).toMatchObject([{ state: 'deferred' }]);
    scene.context.clock.advance(3_600_000);
    await scene.passMinutes(1);
    expect(await scene.stuck()).toMatchObject([{ state: 'quarantined' }]);
  });
});
