import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DynamicModule } from '@nestjs/common';
import { findPerson, type InventedPerson } from '../../../test/builders/index.js';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { FakeOpener } from '../../../test/support/fake-opener.js';
import { drain, oneStep } from '../../../test/support/drain.js';
import { systemActor } from '../../kernel/access/actor.js';
import { CounterCheck } from '../../kernel/counters/counter-check.js';
import { randomId } from '../../kernel/crypto/random.js';
import { Outbox } from '../../kernel/jobs/outbox.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import type { IntegrationEvent } from '../../kernel/messaging/events.js';
import { AspirantWithdrawn } from '../aspirants/index.js';
import { SupportReceived } from '../intake/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { CountPendingWithdrawals, GetReviewFacts, ReviewDecided } from './index.js';
import { SupportOpener } from './unseal/support-opener.js';
import { VerificationModule } from './verification.module.js';
import { loadRoll, newContest } from '../../demonstration/world/index.js';

const system = systemActor('spec');
const citizen = (from: number) =>
  findPerson(
    (one) => one.registryStatus === 'lista-nominal' && one.entidad === '22' && Number(one.stableKey.slice(-9)) > from,
  );

describe('supports of an aspirant who withdraws (decision 13)', () => {
  const opener = new FakeOpener();
  const [ana, ben] = [citizen(0), citizen(50)];
  const [X, Y] = [randomId(), randomId()];
  let context: TestContext;
  let contest: { processId: string; officeId: string };
  let folio = 0;

  beforeAll(async () => {
    const verification: DynamicModule = {
      module: VerificationModule,
      providers: [{ provide: SupportOpener, useValue: opener }],
    };
    context = await contextModule([ProcessesModule, verification]);
    const dispatcher = context.module.get(Dispatcher);
    contest = await newContest(dispatcher, system, { practice: true });
    await loadRoll(context.config.ownerDatabaseUrl, [ana, ben]);
  });
  afterAll(() => context.close());

  const em = () => asOwner(context.module);
  const append = (event: IntegrationEvent) =>
    em().transactional((inside) => context.module.get(Outbox).append(inside, [event], randomId()));
  const publish = async (event: IntegrationEvent) => {
    await append(event);
    await drain(context.module);
  };
  const withdraw = (aspirantId: string) => publish(new AspirantWithdrawn({ aspirantId, processId: contest.processId }));
  const supported = async (person: InventedPerson, aspirantId: string): Promise<string> => {
    const supportId = randomId();
    folio += 1;
    const { credentialType, cic, identificadorCiudadano, claveElector, numeroEmision, ocr } = person;
    opener.supports.set(supportId, {
      parts: new Map(),
      credentialType,
      read: { cic, identificadorCiudadano, claveElector, numeroEmision, ocr },
      typed: {},
      email: undefined,
      capturedAt: context.clock.now(),
      auxiliaryId: randomId(),
      deviceId: randomId(),
    });
    await publish(
      new SupportReceived({
        ...contest,
        supportId,
        folio: `AC-TEST-${String(folio).padStart(5, '0')}`,
        aspirantId,
        auxiliaryId: randomId(),
        entidad: '22',
        receivedAt: new Date(context.clock.now().getTime() + folio * 1000).toISOString(),
        integrityCode: 'ab'.repeat(32),
        blobKey: supportId,
        deviceId: randomId(),
        channel: 'app',
        capturedBy: null,
        flags: [],
      }),
    );
    const at = context.clock.now().toISOString();
    await publish(
      new ReviewDecided({
        supportId,
        folio: `AC-TEST-${String(folio).padStart(5, '0')}`,
        reviewer: 'desk',
        verdict: 'sin-inconsistencia',
        subReason: null,
        criteriaVersion: 1,
        at,
      }),
    );
    return supportId;
  };
  const insertSupports = (aspirantId: string, rows: number) =>
    em().execute(
      `insert into verification.support (id, folio, process_id, office_id, aspirant_id, entidad, received_at,
         integrity_code, blob_key, state, reported_class)
       select gen_random_uuid(), concat('AC-MANY-', ?::text, '-', n), ?, ?, ?, '22', now(), 'ab', concat('many-', n),
         'received', 'en-procesamiento'
       from generate_series(1, ?) n`,
      [aspirantId, contest.processId, contest.officeId, aspirantId, rows],
    );
  const classOf = async (supportId: string) =>
    (await context.module.get(Dispatcher).ask(system, new GetReviewFacts({ supportId }))).reportedClass;
  const miscounted = async () => (await context.module.get(CounterCheck).check()).length;

  it('stop counting; the next support of the same elector counts instead, and all counts are updated', async () => {
    const first = await supported(ana, X);
    const second = await supported(ana, Y);
    expect([await classOf(first), await classOf(second)]).toEqual(['valido', 'duplicado-otro']);
    await withdraw(X);
    expect(await classOf(second)).toBe('valido');
    expect(await miscounted()).toBe(0);
    const [moved] = await em().execute<{ cause: string }[]>(
      `select cause from verification.class_move where support_id = ? order by id desc limit 1`,
      [second],
    );
    expect(moved?.cause).toBe('duplicates');
  });

  it('do not count if they were sealed before the withdrawal and arrive later', async () => {
    const late = await supported(ben, X);
    const counted = await supported(ben, Y);
    expect([await classOf(late), await classOf(counted)]).toEqual(['valido', 'valido']);
    expect(await miscounted()).toBe(0);
  });

  it('are withdrawn by a job that replaces the message of an older version (migration)', async () => {
    const W = randomId();
    const ids = (
      await em().execute<{ id: string }[]>(
        `insert into verification.support (id, folio, process_id, office_id, aspirant_id, entidad, received_at,
           integrity_code, blob_key, state, reported_class)
         select gen_random_uuid(), 'AC-OLD-' || n, ?, ?, ?, '22', now(), 'ab', 'old-' || n, 'received', 'en-procesamiento'
         from generate_series(1, 3) n returning id`,
        [contest.processId, contest.officeId, W],
      )
    )
      .map(({ id }) => id)
      .sort();
    await em().execute(
      `insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id)
       values (gen_random_uuid(), 'verification.withdrawn-supports-due', 1, ?, now(), gen_random_uuid())`,
      [JSON.stringify({ aspirantId: W, after: ids[0] })],
    );
    await em()
      .getConnection()
      .execute(await readFile('migrations/202611290022_withdrawal_jobs.sql', 'utf8'));
    await drain(context.module);
    const withdrawn = await em().execute<{ id: string }[]>(
      'select id from verification.support where aspirant_id = ? and withdrawn order by id',
      [W],
    );
    expect(withdrawn.map(({ id }) => id)).toEqual(ids.slice(1));
  });

  it('are pending until the last one is withdrawn, even before the job has started', async () => {
    const V = randomId();
    await insertSupports(V, 210);
    const { processId } = contest;
    const pending = () =>
      context.module.get(Dispatcher).ask(system, new CountPendingWithdrawals({ processId, entidad: '22' }));
    expect(await pending()).toBe(0);
    await append(new AspirantWithdrawn({ aspirantId: V, processId }));
    expect(await pending()).toBe(210);
    await context.module.get(OutboxRelay).drain();
    expect(await pending()).toBe(210);
    await oneStep(context.module);
    expect(await pending()).toBe(10);
    await drain(context.module);
    expect(await pending()).toBe(0);
  });

  it('are all withdrawn, page by page, and a repeated event changes nothing', async () => {
    const Z = randomId();
    const rows = 430;
    await insertSupports(Z, rows);
    await withdraw(Z);
    const left = () =>
      em().execute<{ n: number }[]>(
        'select count(*)::int as n from verification.support where aspirant_id = ? and withdrawn',
        [Z],
      );
    expect(await left()).toEqual([{ n: rows }]);
    const moves = () => em().execute<{ n: number }[]>('select count(*)::int as n from verification.class_move');
    const before = await moves();
    await withdraw(Z);
    await withdraw(X);
    expect([await left(), await moves()]).toEqual([[{ n: rows }], before]);
  });
});
