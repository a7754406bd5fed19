import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import type { DynamicModule } from '@nestjs/common';
import {
  credentialBack,
  credentialFront,
  findPerson,
  livePhoto,
  signatureImage,
  type InventedPerson,
} from '../../../test/builders/index.js';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { FakeEvidence, FakeOpener } from '../../../test/support/fake-opener.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { CounterCheck } from '../../kernel/counters/counter-check.js';
import { Counters } from '../../kernel/counters/counters.js';
import { randomId } from '../../kernel/crypto/random.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { Outbox } from '../../kernel/jobs/outbox.js';
import { SupportReceived } from '../intake/index.js';
import { SetCapturePeriod } from '../processes/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import {
  ApplyDeskVerdict,
  CitizenAddressGiven,
  ReviewDecided,
  CountByClass,
  GetEvidence,
  GetReviewFacts,
  ListSupports,
} from './index.js';
import { GetRegistration } from '../electoral-roll/index.js';
import type { RollElector } from '#electoral/roll';
import { EvidenceReader } from './unseal/evidence-reader.js';
import { SupportOpener, type EvidencePart, type OpenedSupport } from './unseal/support-opener.js';
import { VerificationModule } from './verification.module.js';
import { addOffice, createProcess, loadRoll } from '../../demonstration/world/index.js';

const official = (entidad: string): Actor => ({
  ...systemActor('opl'),
  kind: 'official',
  id: `opl-${entidad}`,
  scope: { entidad },
});
const listedAfter = (index: number) => (one: RollElector) =>
  one.registryStatus === 'lista-nominal' && one.entidad === '22' && Number(one.stableKey.slice(-9)) > index;

const withOpener = (opener: SupportOpener): DynamicModule => ({
  module: VerificationModule,
  providers: [
    { provide: SupportOpener, useValue: opener },
    { provide: EvidenceReader, useValue: new FakeEvidence(opener) },
  ],
});

describe('verification on a real database (§10.3–10.4, §11.1)', () => {
  let context: TestContext;
  let mailbox: Mailbox;
  let opener: FakeOpener;
  let contest: { processId: string; officeId: string };
  let images: ReadonlyMap<EvidencePart, Buffer>;
  const [ana, ben, eva] = [0, 50, 90].map((from) => findPerson(listedAfter(from))) as [
    InventedPerson,
    InventedPerson,
    InventedPerson,
  ];
  const deceased: RollElector = { ...eva, registryStatus: 'baja', bajaCause: 'defuncion' };
  const [X, Y] = [randomId(), randomId()];
  let folio = 0;
  let messagesBefore = 0;
  const newMessages = () => mailbox.messages.slice(messagesBefore);

  beforeAll(async () => {
    mailbox = await openMailbox();
    opener = new FakeOpener();
    context = await contextModule(
      [ProcessesModule, withOpener(opener)],
      { SMTP_URL: mailbox.url },
      '2027-01-15T18:00:00Z',
    );
    const dispatcher = context.module.get(Dispatcher);
    const { processId } = await createProcess(dispatcher, official('22'), { name: 'Proceso', practice: true });
    const { officeId } = await addOffice(dispatcher, official('22'), processId);
    contest = { processId, officeId };
    await dispatcher.run(
      official('22'),
      new SetCapturePeriod({
        ...contest,
        name: 'Captación',
        opensAt: '2027-01-10T06:00:00.000Z',
        closesAt: '2027-02-09T05:59:00.000Z',
        active: true,
        reason: 'Abre de inmediato',
      }),
    );
    images = new Map<EvidencePart, Buffer>([
      ['anverso', await credentialFront(ana)],
      ['reverso', await credentialBack(ana)],
      ['fotografia-viva', await livePhoto(ana)],
      ['firma', await signatureImage(ana)],
    ]);
  });
  afterAll(async () => {
    await context.close();
    await mailbox.close();
  });

  /** Without pictures, unless the test needs them: checking and comparing them takes most of the time. */
  const received = async (
    person: InventedPerson,
    aspirantId: string,
    more: Partial<OpenedSupport> = {},
    sealed = true,
    flags: string[] = [],
  ) => {
    const supportId = randomId();
    folio += 1;
    const { credentialType, cic, identificadorCiudadano, claveElector, numeroEmision, ocr } = person;
    if (sealed) {
      opener.supports.set(supportId, {
        parts: new Map(),
        credentialType,
        read: { cic, identificadorCiudadano, claveElector, numeroEmision, ocr },
        typed: {},
        email: undefined,
        capturedAt: context.clock.now(),
        auxiliaryId: randomId(),
        deviceId: randomId(),
        ...more,
      });
    }
    const payload = {
      supportId,
      folio: `AC-TEST-${String(folio).padStart(5, '0')}`,
      ...contest,
      aspirantId,
      auxiliaryId: randomId(),
      entidad: '22',
      receivedAt: new Date(context.clock.now().getTime() + folio * 1000).toISOString(),
      integrityCode: 'ab'.repeat(32),
      blobKey: supportId,
      deviceId: randomId(),
      channel: 'app' as const,
      capturedBy: null,
      flags,
    };
    await publish(new SupportReceived(payload));
    return payload;
  };
  const publish = async (event: SupportReceived | ReviewDecided | CitizenAddressGiven) => {
    await context.module
      .get(EntityManager)
      .fork()
      .transactional((em) => context.module.get(Outbox).append(em, [event], randomId()));
    await context.module.get(OutboxRelay).drain();
  };
  const verdict = (supportId: string, given: 'sin-inconsistencia' | 'fotocopia') =>
    publish(
      new ReviewDecided({
        supportId,
        folio: 'AC-TEST',
        reviewer: 'desk',
        verdict: given,
        subReason: null,
        criteriaVersion: 1,
        at: context.clock.now().toISOString(),
      }),
    );
  const ask = <R>(query: Parameters<Dispatcher['ask']>[1], actor = official('22')) =>
    context.module.get(Dispatcher).ask(actor, query) as Promise<R>;
  const classOf = async (supportId: string) =>
    (await context.module.get(Dispatcher).ask(official('22'), new GetReviewFacts({ supportId }))).reportedClass;

  it('leaves a record in process while no roll cut is loaded', async () => {
    const { supportId } = await received(ana, randomId());
    expect(await classOf(supportId)).toBe('en-procesamiento');
    const registration = await ask(new GetRegistration({ claveElector: ana.claveElector, entidad: '22' }));
    expect(registration).toEqual({ status: 'unknown', rollCut: null });
  });

  describe('with a roll cut', () => {
    beforeAll(async () => {
      await loadRoll(context.config.ownerDatabaseUrl, [ana, ben, deceased]);
    });
    beforeEach(() => {
      messagesBefore = mailbox.messages.length;
    });

    it('sends a matched support to the desk, and makes it valid once its images are reviewed (§11.1, 100 %)', async () => {
      const { supportId } = await received(ben, X, { parts: images });
      expect(await classOf(supportId)).toBe('mesa-de-control');
      await verdict(supportId, 'sin-inconsistencia');
      expect(await classOf(supportId)).toBe('valido');
      const facts = await ask(new GetReviewFacts({ supportId }));
      expect(facts).toMatchObject({
        registryStatus: 'lista-nominal',
        matchedBy: 'both',
        imageProblems: [],
        rollCut: '2026-11-15',
      });
    });

    it('marks a second support for the same or another aspirant as a duplicate until the first one is annulled', async () => {
      const [first, same, other] = [await received(ana, X), await received(ana, X), await received(ana, Y)];
      for (const { supportId } of [first, same, other]) await verdict(supportId, 'sin-inconsistencia');
      const classes = () => Promise.all([first, same, other].map(({ supportId }) => classOf(supportId)));
      expect(await classes()).toEqual(['valido', 'duplicado-mismo', 'duplicado-otro']);
      await verdict(first.supportId, 'fotocopia');
      expect(await classes()).toEqual(['con-inconsistencia', 'valido', 'duplicado-otro']);
    });

    it('classifies a baja and an unmatched record', async () => {
      const [gone, unknown] = [
        await received(eva, X),
        await received(ana, X, { read: { cic: '000000001', identificadorCiudadano: '000000002' } }),
      ];
      for (const { supportId } of [gone, unknown]) await verdict(supportId, 'sin-inconsistencia');
      expect([await classOf(gone.supportId), await classOf(unknown.supportId)]).toEqual(['baja', 'no-encontrado']);
    });

    it('gives a record captured outside the period its own class (decision 8)', async () => {
      const { supportId } = await received(ben, randomId(), {}, true, ['captured-before-period']);
      await verdict(supportId, 'sin-inconsistencia');
      expect(await classOf(supportId)).toBe('fuera-de-periodo');
    });

    it('e-mails folio and code to the citizen without naming the aspirant (§10.3, decision 9)', async () => {
      const email = 'ana@correo.example';
      const { folio: given, integrityCode } = await received(ana, X, { email });
      expect(newMessages()).toHaveLength(1);
      const [mail] = newMessages();
      expect(mail?.text).toContain(given);
      expect(mail?.text).toContain(integrityCode);
      expect(mail?.text).not.toContain(X);
    });

    it('keeps the counters equal to the rows despite concurrent verdicts', async () => {
      const group = Array.from({ length: 8 }, () => randomId());
      const records = [];
      for (const aspirantId of group) records.push(await received(ana, aspirantId));
      const dispatcher = context.module.get(Dispatcher);
      const givenAt = context.clock.now().toISOString();
      await Promise.all(
        records.map(({ supportId }) =>
          dispatcher.run(
            systemActor('spec'),
            new ApplyDeskVerdict({ supportId, verdict: 'sin-inconsistencia', givenAt }),
          ),
        ),
      );
      const check = context.module.get(CounterCheck);
      expect((await check.check()).filter(({ counter }) => counter === 'supports.reported')).toEqual([]);
    });

    it('refuses a verdict dated in the future, which would displace every later one', async () => {
      const { supportId } = await received(ana, randomId());
      const dispatcher = context.module.get(Dispatcher);
      const give = (givenAt: Date) =>
        dispatcher.run(
          systemActor('spec'),
          new ApplyDeskVerdict({ supportId, verdict: 'fotocopia', givenAt: givenAt.toISOString() }),
        );
      const now = context.clock.now();
      await expect(give(new Date(now.getTime() + 1))).rejects.toMatchObject({
        code: 'VERIFICATION.VERDICT_FROM_THE_FUTURE',
      });
      expect(await give(now)).toEqual({ reportedClass: 'con-inconsistencia' });
    });

    it('detects a class that was changed without its counter, raises an alarm and records it (decision 18)', async () => {
      const { supportId } = await received(ben, randomId());
      const em = asOwner(context.module);
      const move = (to: string) =>
        em.execute('update verification.support set reported_class = ? where id = ?', [to, supportId]);
      await move('valido');
      const check = context.module.get(CounterCheck);
      expect(await check.check()).toEqual([
        expect.objectContaining({ counter: 'supports.reported', counted: 1, recounted: 0 }),
        expect.objectContaining({ counter: 'supports.reported', counted: 0, recounted: 1 }),
      ]);
      const alarms = await em.execute(`select 1 from kernel.audit_entry where action = 'kernel.check-counters'`);
      expect(alarms).toHaveLength(2);
      await move('mesa-de-control');
    });

    it('limits the number of e-mails per address and day', async () => {
      let last = '';
      for (let count = 0; count < 7; count += 1) {
        ({ supportId: last } = await received(ben, X, { email: 'muchos@correo.example' }));
      }
      expect(newMessages()).toHaveLength(5);
      await publish(new CitizenAddressGiven({ supportId: last }));
      expect(newMessages()).toHaveLength(5);
    });

    it('sends one e-mail per support, however often the event is delivered', async () => {
      const { supportId } = await received(ben, X, { email: 'una@correo.example' });
      await publish(new CitizenAddressGiven({ supportId }));
      expect(newMessages()).toHaveLength(1);
    });

    it('quarantines a record that cannot be opened, with its cause and without notifying the citizen', async () => {
      const { supportId } = await received(ben, X, {}, false);
      const sql = asOwner(context.module).getConnection();
      const rows: unknown = await sql.execute(
        `select cause, citizen_notified from verification.quarantine where support_id = '${supportId}'`,
      );
      expect(rows).toEqual([{ cause: 'key-not-opened', citizen_notified: false }]);
      expect(await classOf(supportId)).toBe('en-procesamiento');
    });

    it('shows the evidence only to officials of the entidad', async () => {
      const { supportId } = await received(ben, X, { parts: images });
      const { bytes, contentType } = await context.module
        .get(Dispatcher)
        .ask(official('22'), new GetEvidence({ supportId, part: 'anverso' }));
      expect([contentType, bytes.length]).toEqual(['image/jpeg', images.get('anverso')?.length]);
      await expect(ask(new GetEvidence({ supportId, part: 'anverso' }), official('09'))).rejects.toMatchObject({
        code: 'ACCESS.OUT_OF_SCOPE',
      });
    });

    it('lists the supports of an aspirant without identifiers, page by page (§6.2)', async () => {
      const aspirant: Actor = { ...official('22'), kind: 'aspirant', id: X, scope: { entidad: '22', aspirantId: X } };
      const dispatcher = context.module.get(Dispatcher);
      const page = await dispatcher.ask(aspirant, new ListSupports({ aspirantId: X, limit: 3 }));
      const last = page[2];
      const next = await dispatcher.ask(aspirant, new ListSupports({ aspirantId: X, limit: 3, after: last }));
      expect(new Set([...page, ...next].map(({ folio: one }) => one)).size).toBe(6);
      expect(JSON.stringify(page)).not.toContain(ana.claveElector);
      expect(await dispatcher.ask(official('22'), new ListSupports({ aspirantId: Y }))).not.toEqual([]);
      expect(await dispatcher.ask(aspirant, new ListSupports({ aspirantId: Y }))).toEqual([]);
    });

    it('keeps counters equal to a recount and their sum equal to the supports received', async () => {
      const recount = await context.module
        .get(Dispatcher)
        .ask(official('22'), new CountByClass({ processId: contest.processId, entidad: '22' }));
      const readings = await context.module
        .get(EntityManager)
        .fork()
        .transactional((em) =>
          context.module.get(Counters).read(em, 'supports.reported', { processId: contest.processId }),
        );
      const counted = readings
        .filter(({ value }) => value !== 0)
        .map(({ dimensions, value }) => `${dimensions['aspirantId']} ${dimensions['class']} ${value}`);
      expect(counted.sort()).toEqual(
        recount.map((one) => `${one.aspirantId} ${one.reportedClass} ${one.supports}`).sort(),
      );
      expect(recount.reduce((sum, one) => sum + one.supports, 0)).toBe(folio);
    });

    it('stores no identifier in plaintext outside the roll (decision 11)', async () => {
      const sql = asOwner(context.module).getConnection();
      const rows: unknown = await sql.execute(`select row_to_json(s)::text as row from verification.support s`);
      for (const secret of [ana.claveElector, ana.cic, ana.identificadorCiudadano, ana.stableKey])
        expect(JSON.stringify(rows)).not.toContain(secret);
    });

    it('records whether a reader saw the data masked or in full', async () => {
      const { supportId } = await received(ben, X);
      await ask(new GetReviewFacts({ supportId, shown: 'masked' }));
      await ask(new GetReviewFacts({ supportId }));
      const reads = await context.module
        .get(EntityManager)
        .fork()
        .execute<{ shown: string }[]>(
          `select details ->> 'shown' as shown from kernel.audit_entry
           where action = 'verification.get-review-facts' and subject_id = ? order by id`,
          [supportId],
        );
      expect(reads.map(({ shown }) => shown)).toEqual(['masked', 'full']);
    });
  });
});
