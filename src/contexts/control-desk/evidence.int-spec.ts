import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import sharp from 'sharp';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { FakeEvidence, FakeOpener } from '../../../test/support/fake-opener.js';
import { reviewerAccount } from '../../../test/support/reviewers.js';
import { giveVerdict } from '../../../test/support/verdicts.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { watchedActions } from '../../kernel/audit/read-counts.js';
import { randomId } from '../../kernel/crypto/random.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { LongJobWorker } from '../../kernel/long-jobs/long-job-worker.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { TransactionRunner } from '../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ROLE_TABLE, showWatermarked } from '../accounts/index.js';
import { SupportReceived } from '../intake/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { GetEvidence, GetReviewFacts } from '../verification/index.js';
import { EvidenceReader } from '../verification/unseal/evidence-reader.js';
import { SupportOpener } from '../verification/unseal/support-opener.js';
import { VerificationModule } from '../verification/verification.module.js';
import { ControlDeskModule } from './control-desk.module.js';
import {
  AssignWorkload,
  EnterSampleSeed,
  GetRecordImage,
  GiveSecondVerdict,
  OrderSecondReviews,
  PublishVerdictList,
  RevealRecord,
  ReviewRecord,
  TransferWorkload,
  UNDO_MS,
} from './index.js';
import { DetectUnusualReading } from './jobs/detect-unusual-reading.js';
import { UNUSUAL_READING } from './domain/unusual-reading.js';
import { UnusualReadingStatus } from './unusual-reading-status.js';
import { newContest } from '../../demonstration/world/index.js';

const CLAVE = 'GMVLMR80070501M100';
const derfe: Actor = { ...systemActor('derfe'), kind: 'official', scope: { entidad: '*' } };

@Injectable()
class Reception {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly work: UnitOfWork,
  ) {}

  receive(payload: SupportReceived['payload']): Promise<void> {
    return this.transactions.runAsSystem({ name: 'spec', correlationId: randomId() }, () => {
      this.work.publish(new SupportReceived(payload));
      return Promise.resolve();
    });
  }
}

@Module({ providers: [Reception] })
class ReceptionModule {}

describe('the evidence of a record (§11.1)', () => {
  const opener = new FakeOpener();
  let context: TestContext;
  let dispatcher: Dispatcher;
  let contest: { processId: string; officeId: string };
  let reviewer: Actor;
  let colleague: Actor;
  let image: Buffer;

  const reviewerOf = async (): Promise<Actor> => ({
    kind: 'official',
    id: await reviewerAccount(context),
    label: 'opl-reviewer',
    permissions: new Set(ROLE_TABLE['opl-reviewer'].permissions),
    scope: { entidad: '22' },
  });
  const sql = <Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> =>
    asOwner(context.module).execute<Row[]>(text, params);

  beforeAll(async () => {
    image = await sharp({ create: { width: 1600, height: 1080, channels: 3, background: '#a0b0c0' } })
      .jpeg()
      .toBuffer();
    const verification = {
      module: VerificationModule,
      providers: [
        { provide: SupportOpener, useValue: opener },
        { provide: EvidenceReader, useValue: new FakeEvidence(opener) },
      ],
    };
    context = await contextModule([AccountsModule, ProcessesModule, verification, ControlDeskModule, ReceptionModule]);
    dispatcher = context.module.get(Dispatcher);
    [reviewer, colleague] = [await reviewerOf(), await reviewerOf()];
    contest = await newContest(dispatcher, derfe, { practice: true });
  });
  afterAll(() => context.close());

  async function assigned(to: Actor | null): Promise<string> {
    const supportId = await receive();
    await context.module.get(OutboxRelay).drain();
    if (to) await assign(to, 1);
    return supportId;
  }
  async function assignedMany(to: Actor, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let one = 0; one < count; one += 1) ids.push(await receive());
    await context.module.get(OutboxRelay).drain();
    await assign(to, count);
    return ids;
  }
  const assign = ({ id: reviewerId }: Actor, count: number) =>
    dispatcher.run(derfe, new AssignWorkload({ processId: contest.processId, reviewerId, count }));

  async function receive(): Promise<string> {
    const supportId = randomId();
    opener.supports.set(supportId, {
      parts: new Map([['anverso', image]]),
      credentialType: 'E',
      read: { claveElector: CLAVE, seccion: '0123' },
      typed: { claveElector: CLAVE },
      email: undefined,
      capturedAt: context.clock.now(),
      auxiliaryId: randomId(),
      deviceId: randomId(),
    });
    await context.module.get(Reception).receive({
      supportId,
      folio: `AC-${supportId.slice(0, 8)}`,
      ...contest,
      aspirantId: randomId(),
      entidad: '22',
      receivedAt: context.clock.now().toISOString(),
      integrityCode: 'ab'.repeat(32),
      blobKey: supportId,
      flags: [],
      channel: 'app',
      auxiliaryId: randomId(),
      deviceId: randomId(),
      capturedBy: null,
    });
    return supportId;
  }
  const imageOf = (supportId: string, by = reviewer) =>
    showWatermarked(by.id, () => dispatcher.ask(by, new GetRecordImage({ supportId, part: 'anverso' })));

  it('is shown only to the reviewer to whom the record is assigned; refusals are audited', async () => {
    const supportId = await assigned(reviewer);
    expect((await imageOf(supportId)).contentType).toBe('image/jpeg');
    const refused = { code: 'CONTROL_DESK.EVIDENCE_OF_ANOTHER', kind: 'forbidden' };
    for (const attempt of [
      () => imageOf(supportId, colleague),
      () => dispatcher.ask(colleague, new ReviewRecord({ supportId })),
      () => dispatcher.ask(colleague, new RevealRecord({ supportId, reason: 'no-localizado' })),
    ]) {
      await expect(attempt()).rejects.toMatchObject(refused);
    }
    // A read of personal data leaves an entry even if its use case fails, so no such query ran before the refusal.
    const reads = await sql(`select action from kernel.audit_entry where actor_id = ? and outcome = 'read'`, [
      colleague.id,
    ]);
    expect(reads).toEqual([]);
    const refusals = await sql(
      `select 1 from kernel.audit_entry where actor_id = ? and outcome = 'refused'
         and details ->> 'reason' = 'CONTROL_DESK.EVIDENCE_OF_ANOTHER'`,
      [colleague.id],
    );
    expect(refusals).toHaveLength(3);
    await dispatcher.run(derfe, new TransferWorkload({ reviewerId: reviewer.id, successorId: colleague.id }));
    await expect(imageOf(supportId)).rejects.toMatchObject(refused);
    expect((await imageOf(supportId, colleague)).bytes.length).toBeGreaterThan(0);
  });

  it('is shown to no one while the record is unassigned', async () => {
    const supportId = await assigned(null);
    await expect(imageOf(supportId)).rejects.toMatchObject({ code: 'CONTROL_DESK.EVIDENCE_OF_ANOTHER' });
    // So that the next test assigns its own record.
    await dispatcher.run(
      derfe,
      new AssignWorkload({ processId: contest.processId, reviewerId: colleague.id, count: 1 }),
    );
  });

  it('cannot be read by a reviewer of the entidad without going through the desk', async () => {
    const supportId = await assigned(reviewer);
    for (const attempt of [
      () => dispatcher.ask(reviewer, new GetEvidence({ supportId, part: 'anverso' })),
      () => dispatcher.ask(reviewer, new GetReviewFacts({ supportId })),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
    }
  });

  it('shows the account of its viewer on every image', async () => {
    const supportId = await assigned(reviewer);
    const own = (await imageOf(supportId)).bytes;
    expect(own.equals(image)).toBe(false);
    await dispatcher.run(derfe, new TransferWorkload({ reviewerId: reviewer.id, successorId: colleague.id }));
    const theirs = (await imageOf(supportId, colleague)).bytes;
    const grey = (bytes: Buffer) => sharp(bytes).grayscale().raw().toBuffer();
    expect((await grey(own)).equals(await grey(theirs))).toBe(false);
    const reads = await sql<{ actor: string }>(
      `select actor_id as actor from kernel.audit_entry
       where action = 'verification.get-evidence' and subject_id = ? order by id`,
      [supportId],
    );
    expect(reads.map(({ actor }) => actor)).toEqual([reviewer.id, colleague.id]);
  });

  it('is watermarked without holding a database connection; an account that requests too many images at a time is refused', async () => {
    const supportId = await assigned(reviewer);
    const { pool } = context.module.get(EntityManager).getConnection().getKnex().client as {
      pool: { numUsed(): number; numPendingAcquires(): number };
    };
    let [max, asked] = [0, 0];
    const pending = Array.from({ length: 25 }, () =>
      imageOf(supportId).finally(() => {
        max = Math.max(max, pool.numUsed() + pool.numPendingAcquires());
        asked += 1;
      }),
    );
    const answers = await Promise.allSettled(pending);
    expect([asked, answers.filter(({ status }) => status === 'fulfilled').length]).toEqual([25, 20]);
    expect(max).toBeLessThanOrEqual(2);
    const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ code: 'KERNEL.TOO_MANY_IMAGES', kind: 'too-many', retryAfterSeconds: 2 });
    }
  });

  it('shows no SVG that was sealed as an image, and reports it as unavailable', async () => {
    const supportId = await assigned(reviewer);
    const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"/>');
    const opened = opener.supports.get(supportId);
    if (opened) opener.supports.set(supportId, { ...opened, parts: new Map([['anverso', drawing]]) });
    await expect(imageOf(supportId)).rejects.toMatchObject({
      code: 'VERIFICATION.EVIDENCE_UNAVAILABLE',
      params: { folio: `AC-${supportId.slice(0, 8)}` },
    });
  });

  it('has its identifiers masked until one of the listed reasons is given; the access is audited', async () => {
    const supportId = await assigned(reviewer);
    const masked = JSON.stringify(await dispatcher.ask(reviewer, new ReviewRecord({ supportId })));
    expect(masked).not.toContain(CLAVE);
    expect(masked).toContain('0123');
    const asked = dispatcher.ask(reviewer, new RevealRecord({ supportId, reason: 'porque sí' as 'no-localizado' }));
    await expect(asked).rejects.toMatchObject({ code: 'KERNEL.INPUT_INVALID', field: 'reason' });
    const revealed = await dispatcher.ask(reviewer, new RevealRecord({ supportId, reason: 'dato-no-legible' }));
    expect(JSON.stringify(revealed)).toContain(CLAVE);
    const entries = await sql(
      `select outcome, details from kernel.audit_entry where action = 'control-desk.reveal-record' and subject_id = ?`,
      [supportId],
    );
    expect(entries).toEqual([{ outcome: 'read', details: { revealedFor: 'dato-no-legible' } }]);
  });

  it('is shown to the second reviewer, and to the supervisor only if the two disagree (decision 50)', async () => {
    const supportId = await assigned(reviewer);
    await giveVerdict(dispatcher, reviewer, { supportId, verdict: 'sin-inconsistencia' });
    context.clock.advance(UNDO_MS);
    const { processId } = contest;
    const { listId } = await dispatcher.run(derfe, new PublishVerdictList({ processId, day: null }));
    await context.module.get(LongJobWorker).drain();
    for (const id of [randomId(), randomId()]) {
      await dispatcher.run({ ...derfe, id }, new EnterSampleSeed({ listId, seed: '0'.repeat(20) }));
    }
    await dispatcher.run(derfe, new OrderSecondReviews({ listId, size: 5000, aspirantId: null }));
    const [chosen] = await sql<{ id: string }>(
      'select reviewer_id as id from control_desk.second_review where support_id = ?',
      [supportId],
    );
    const second = { ...colleague, id: chosen?.id ?? '' };
    const permissions = new Set(ROLE_TABLE['opl-supervisor'].permissions);
    const supervisor = { ...colleague, id: randomId(), label: 'opl-supervisor', permissions };
    const refused = { code: 'CONTROL_DESK.EVIDENCE_OF_ANOTHER' };
    await expect(imageOf(supportId, supervisor)).rejects.toMatchObject(refused);
    expect((await imageOf(supportId, second)).contentType).toBe('image/jpeg');
    await dispatcher.run(second, new GiveSecondVerdict({ supportId, verdict: 'sin-firma' }));
    context.clock.advance(24 * 3_600_000);
    await expect(imageOf(supportId, second)).rejects.toMatchObject({ code: 'CONTROL_DESK.REVIEW_OVER' });
    expect((await imageOf(supportId, supervisor)).contentType).toBe('image/jpeg');
  });

  it('is shown to its reviewer for a day after the verdict, so that they can report a mistake', async () => {
    const supportId = await assigned(reviewer);
    await giveVerdict(dispatcher, reviewer, { supportId, verdict: 'sin-inconsistencia' });
    context.clock.advance(24 * 3_600_000 - 1000);
    expect((await imageOf(supportId)).bytes.length).toBeGreaterThan(0);
    context.clock.advance(1000);
    for (const attempt of [
      () => imageOf(supportId),
      () => dispatcher.ask(reviewer, new ReviewRecord({ supportId })),
      () => dispatcher.ask(reviewer, new RevealRecord({ supportId, reason: 'no-localizado' })),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'CONTROL_DESK.REVIEW_OVER', kind: 'forbidden' });
    }
  });

  describe('the monitoring of one account', () => {
    const watch = () => context.module.get(DetectUnusualReading).run();
    const alarm = async () => (await context.module.get(UnusualReadingStatus).figures())[0]?.value;
    const noon = (day: string) => new Date(`${day}T18:00:00.000Z`);
    let reader: Actor;
    beforeEach(async () => {
      reader = await reviewerOf();
    });
    const at = (instant: Date) => {
      context.clock.advance(instant.getTime() - context.clock.now().getTime());
    };
    /** Inserts readings as the queries record them, each of a different record. */
    const readings = (kind: 'opened' | 'revealed', count: number, supportId: string | null = null) => {
      const [action = ''] = Object.entries(watchedActions()).find(([, watched]) => watched === kind) ?? [];
      return sql(
        `insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind,
           subject_id, details, correlation_id, territory)
         select 'system', ?, 'official', ?, '', ?, 'read', 'support', coalesce(?, gen_random_uuid()::text), '{}', gen_random_uuid(), '22'
         from generate_series(1, ?)`,
        [context.clock.now(), reader.id, action, supportId, count],
      );
    };
    const of = ({ id: actorId }: Actor, rest: object) => expect.objectContaining({ actorId, ...rest }) as unknown;

    it('raises an alarm once if the account unmasks too many records in an hour', async () => {
      at(noon('2027-02-01'));
      await watch();
      const before = await alarm();
      const ids = await assignedMany(reader, UNUSUAL_READING.revealed.hour + 1);
      const reveal = (supportId: string) =>
        dispatcher.ask(reader, new RevealRecord({ supportId, reason: 'no-localizado' }));
      for (const supportId of ids.slice(1)) await reveal(supportId);
      // Unmasking the same record again does not count.
      await reveal(ids[1] ?? '');
      expect(await watch()).toEqual([]);
      context.clock.advance(60_000);
      await reveal(ids[0] ?? '');
      const reading = { kind: 'revealed', period: 'hour', from: '2027-02-01T18:00:00.000Z', records: ids.length };
      expect(await watch()).toEqual([of(reader, reading)]);
      expect([(await alarm()) ?? 0, await watch()]).toEqual([(before ?? 0) + 1, []]);
      const { kind, ...rest } = reading;
      expect(
        await sql(
          `select territory, details from kernel.audit_entry
           where action = 'control-desk.note-unusual-reading' and subject_id = ?`,
          [reader.id],
        ),
      ).toEqual([{ territory: '22', details: { reading: kind, ...rest } }]);
    });

    it('raises an alarm if the account is refused too often', async () => {
      at(noon('2027-02-03'));
      const supportId = await assigned(reviewer);
      for (let attempt = 0; attempt <= UNUSUAL_READING.refused.hour; attempt += 1) {
        await expect(imageOf(supportId, reader)).rejects.toThrow();
      }
      const records = UNUSUAL_READING.refused.hour + 1;
      expect(await watch()).toEqual([of(reader, { kind: 'refused', period: 'hour', records })]);
    });

    it('raises an alarm for an unusual day even if none of its hours was unusual', async () => {
      for (let hour = 6; hour < 6 + 18; hour += 1) {
        at(new Date(noon('2027-02-05').getTime() + (hour - 12) * 3_600_000));
        await readings('opened', 55);
      }
      expect(await watch()).toEqual([]);
      await readings('opened', UNUSUAL_READING.opened.day - 18 * 55 + 1);
      const reading = { kind: 'opened', period: 'day', from: '2027-02-05T06:00:00.000Z', records: 1001 };
      expect(await watch()).toEqual([of(reader, reading)]);
    });

    it('raises the alarm again each time the number has doubled', async () => {
      at(noon('2027-02-09'));
      const noted: number[] = [];
      for (const added of [UNUSUAL_READING.opened.hour + 1, 200, 1, 401, 1]) {
        await readings('opened', added);
        noted.push(...(await watch()).filter(({ period }) => period === 'hour').map(({ records }) => records));
      }
      expect(noted).toEqual([201, 402, 804]);
      expect(await watch()).toEqual([]);
    });

    it('raises an alarm if the same record is opened again and again', async () => {
      at(noon('2027-02-11'));
      const { hour } = UNUSUAL_READING.openings;
      const supportId = randomId();
      await readings('opened', hour, supportId);
      expect(await watch()).toEqual([]);
      await readings('opened', 1, supportId);
      expect(await watch()).toEqual([of(reader, { kind: 'openings', period: 'hour', records: hour + 1 })]);
    });

    it('detects after an outage what was read while no jobs ran, and reports when', async () => {
      at(noon('2027-02-07'));
      await readings('opened', UNUSUAL_READING.opened.hour + 1);
      context.clock.advance(3 * 24 * 3_600_000);
      expect(await watch()).toEqual([of(reader, { kind: 'opened', period: 'hour', from: '2027-02-07T18:00:00.000Z' })]);
    });
  });
});
