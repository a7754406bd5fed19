import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { composeFolio } from '#electoral/wire';
import { inventedPerson } from '../../../test/builders/index.js';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { FakeOpener } from '../../../test/support/fake-opener.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { readQr } from '../../../test/support/read-qr.js';
import { newContest, type Contest } from '../../demonstration/world/index.js';
import { systemActor } from '../../kernel/access/actor.js';
import { randomId } from '../../kernel/crypto/random.js';
import { Outbox } from '../../kernel/jobs/outbox.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { SupportReceived } from '../intake/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { SupportOpener } from '../verification/unseal/support-opener.js';
import { VerificationModule } from '../verification/verification.module.js';

describe('the receipt for the citizen (§10.3, decision 9)', () => {
  const opener = new FakeOpener();
  let context: TestContext;
  let mailbox: Mailbox;
  let contest: Contest;
  let supports = 0;

  beforeAll(async () => {
    mailbox = await openMailbox();
    const verification = { module: VerificationModule, providers: [{ provide: SupportOpener, useValue: opener }] };
    context = await contextModule([ProcessesModule, verification], { SMTP_URL: mailbox.url });
    contest = await newContest(context.module.get(Dispatcher), systemActor('spec'));
  });
  beforeEach(async () => {
    mailbox.clear();
    await sql('truncate notifications.cap_use');
  });
  afterAll(async () => {
    await context.close();
    await mailbox.close();
  });

  const sql = (text: string) => asOwner(context.module).execute(text);

  /** Receives and verifies a support of a device, with a different address each time. */
  async function receiveSupport(folioPrefix: string, auxiliaryId: string, email?: string): Promise<void> {
    const [supportId, deviceId] = [randomId(), randomId()];
    supports += 1;
    const { credentialType, cic, claveElector } = inventedPerson(supports);
    opener.supports.set(supportId, {
      parts: new Map(),
      credentialType,
      read: { cic, claveElector },
      typed: {},
      email: email ?? `citizen-${String(supports)}@correo.example`,
      capturedAt: context.clock.now(),
      auxiliaryId,
      deviceId,
    });
    const event = new SupportReceived({
      supportId,
      folio: composeFolio(folioPrefix, supports),
      processId: contest.processId,
      officeId: contest.officeId,
      aspirantId: randomId(),
      entidad: '22',
      receivedAt: context.clock.now().toISOString(),
      integrityCode: 'ab'.repeat(32),
      blobKey: supportId,
      flags: [],
      channel: 'app',
      auxiliaryId,
      deviceId,
      capturedBy: null,
    });
    await context.module
      .get(EntityManager)
      .fork()
      .transactional((em) => context.module.get(Outbox).append(em, [event], randomId()));
    await context.module.get(OutboxRelay).drain();
  }

  /** Adds the given number of uses of its cap for each device or auxiliary that has one. */
  const addCapUses = (kind: 'device' | 'auxiliary', count: number) =>
    sql(`insert into notifications.cap_use (mail, kind, key, at)
      select mail, kind, key, at from notifications.cap_use, generate_series(1, ${String(count)}) where kind = '${kind}'`);

  it('has a link and a QR code that prefill the receipt page, and reveal nothing to a server that receives the request', async () => {
    await receiveSupport('7K2MA', randomId(), 'ana.luna@correo.example');
    const [mail] = mailbox.messages;
    const [html, text] = [mail?.html === false ? '' : (mail?.html ?? ''), mail?.text ?? ''];
    const link = new URL(
      /<a class="action" href="([^"]+)">Comprobar mi acuse/
        .exec(html)?.[1]
        ?.replaceAll('&amp;', '&')
        .replaceAll('&#x3D;', '=') ?? '',
    );
    expect(`${link.pathname}${link.search}`).toBe('/recibo');
    expect(Object.fromEntries(new URLSearchParams(link.hash.slice(1)))).toEqual({
      folio: expect.stringMatching(/^AC-7K2MA-\d{6}$/),
      codigo: 'ab'.repeat(32),
    });
    expect(link.href).not.toMatch(/ana|luna|correo/i);
    expect(text).toContain(`\n${link.href}\n`);
    expect(text).toContain(`\n${'ab'.repeat(32)}\n`);

    const image = mail?.attachments.find(({ cid }) => cid === 'qr');
    expect(image).toMatchObject({ related: true, contentType: 'image/png' });
    expect(await readQr(image?.content ?? Buffer.alloc(0))).toEqual([link.href]);
    expect(html).toMatch(/<img class="qr" src="data:image\/png[^>]+ alt="Código QR que abre la página/);
    for (const part of [html, text]) expect(part).toContain('Este acuse prueba que el INE recibió el registro');
  });

  it('is sent for at most 500 supports per device within 24 hours', async () => {
    const auxiliaryId = randomId();
    await receiveSupport('7K2MD', auxiliaryId);
    await addCapUses('device', 498);
    await receiveSupport('7K2MD', auxiliaryId);
    expect(mailbox.messages).toHaveLength(2);
    await receiveSupport('7K2MD', auxiliaryId);
    expect(mailbox.messages).toHaveLength(2);

    await receiveSupport('7K2ME', auxiliaryId);
    expect(mailbox.messages).toHaveLength(3);
    context.clock.advance(24 * 3_600_000);
    await context.module.get(OutboxRelay).drain();
    expect(mailbox.messages).toHaveLength(4);
  });

  it('is sent for at most 1000 supports per auxiliary within 24 hours, on any device', async () => {
    const auxiliaryId = randomId();
    await receiveSupport('7K2MF', auxiliaryId);
    await addCapUses('auxiliary', 998);
    await receiveSupport('7K2MG', auxiliaryId);
    expect(mailbox.messages).toHaveLength(2);
    await receiveSupport('7K2MH', auxiliaryId);
    expect(mailbox.messages).toHaveLength(2);

    await receiveSupport('7K2MH', randomId());
    expect(mailbox.messages).toHaveLength(3);
  });

  it('is sent at most 5 times within 24 hours to one mailbox, regardless of the tag in the address', async () => {
    for (let nth = 1; nth <= 6; nth += 1)
      await receiveSupport('7K2MJ', randomId(), `Vecina+${String(nth)}@correo.example`);
    expect(mailbox.messages).toHaveLength(5);
  });
});
