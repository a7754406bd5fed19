import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import sharp from 'sharp';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { FakeEvidence, FakeOpener } from '../../../test/support/fake-opener.js';
import { reviewerAccount } from '../../../test/support/reviewers.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { randomId } from '../../kernel/crypto/random.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { TransactionRunner } from '../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ROLE_TABLE } from '../accounts/index.js';
import { SupportReceived } from '../intake/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { GetEvidence, GetReviewFacts } from '../verification/index.js';
import { EvidenceReader } from '../verification/unseal/evidence-reader.js';
import { SupportOpener } from '../verification/unseal/support-opener.js';
import { VerificationModule } from '../verification/verification.module.js';
import { ControlDeskModule } from './control-desk.module.js';
import { AssignWorkload, GetRecordImage, RevealRecord, ReviewRecord, TransferWorkload } from './index.js';
import { WatchReading } from './jobs/watch-reading.js';
import { UNUSUAL_READING } from './domain/unusual-reading.js';
import { ReadingStatus } from './reading-status.js';
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
    await context.module.get(OutboxRelay).drain();
    if (to) {
      const { processId } = contest;
      await dispatcher.run(derfe, new AssignWorkload({ processId, reviewerId: to.id, count: 1 }));
    }
    return supportId;
  }
  const imageOf = (supportId: string, by = reviewer) =>
    dispatcher.ask(by, new GetRecordImage({ supportId, part: 'anverso' }));

  it('is shown only to the reviewer to whom the record is assigned; refusals are audited', async () => {
    const supportId = await assigned(reviewer);
    expect((await imageOf(supportId)).contentType).toBe('image/jpeg');
    const refused = { code: 'CONTROL_DESK.EVIDENCE_OF_ANOTHER', kind: 'forbidden' };
    for (const attempt of [
      imageOf(supportId, colleague),
      dispatcher.ask(colleague, new ReviewRecord({ supportId })),
      dispatcher.ask(colleague, new RevealRecord({ supportId, reason: 'no-localizado' })),
    ]) {
      await expect(attempt).rejects.toMatchObject(refused);
    }
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
      dispatcher.ask(reviewer, new GetEvidence({ supportId, part: 'anverso' })),
      dispatcher.ask(reviewer, new GetReviewFacts({ supportId })),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
    }
  });

  it('carries the account of its viewer on every image', async () => {
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

  it('masks identifiers until one of the listed reasons is given, which is audited', async () => {
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

  it('raises an alarm for an account that reads unusually many records in an hour', async () => {
    const watch = context.module.get(WatchReading);
    const alarm = async () => (await context.module.get(ReadingStatus).figures())[0]?.value;
    expect(await watch.run()).toEqual([]);
    await readings(colleague.id, UNUSUAL_READING.revealed);
    expect(await watch.run()).toEqual([]);
    await readings(colleague.id, 1);
    expect(await watch.run()).toEqual([
      expect.objectContaining({ actorId: colleague.id, kind: 'revealed', subjects: UNUSUAL_READING.revealed + 1 }),
    ]);
    expect([await alarm(), await watch.run()]).toEqual([1, []]);
    expect(
      await sql(
        `select subject_id as who, territory, details from kernel.audit_entry
         where action = 'control-desk.note-unusual-reading'`,
      ),
    ).toEqual([
      { who: colleague.id, territory: '22', details: { reading: 'revealed', records: UNUSUAL_READING.revealed + 1 } },
    ]);
    context.clock.advance(25 * 3_600_000);
    expect([await watch.run(), await alarm()]).toEqual([[], 0]);
  });

  /** Audit entries as `RevealRecord` writes them, each for a different record. */
  async function readings(actorId: string, count: number): Promise<void> {
    await sql(
      `insert into kernel.audit_entry
         (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind, subject_id, details,
          correlation_id, territory)
       select 'system', ?, 'official', ?, '', 'control-desk.reveal-record', 'read', 'support', gen_random_uuid()::text,
         '{}', gen_random_uuid(), '22'
       from generate_series(1, ?)`,
      [context.clock.now(), actorId, count],
    );
  }
});
