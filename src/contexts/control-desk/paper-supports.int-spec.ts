import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { FakeOpener } from '../../../test/support/fake-opener.js';
import { reviewerAccount } from '../../../test/support/reviewers.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { randomId } from '../../kernel/crypto/random.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { TransactionRunner } from '../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { SupportReceived } from '../intake/index.js';
import { newContest } from '../../demonstration/world/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { SupportOpener } from '../verification/unseal/support-opener.js';
import { GetReviewFacts, GetSupport } from '../verification/index.js';
import { VerificationModule } from '../verification/verification.module.js';
import { ControlDeskModule } from './control-desk.module.js';
import { AssignWorkload, GetDeskRecord, ListDeskRecords } from './index.js';

const official = (id: string, entidad: string): Actor => ({ ...systemActor(id), kind: 'official', scope: { entidad } });
const STAMPED_AT = '2027-01-12T17:30:00.000Z';

/** Simulates a context that receives supports through a channel other than devices. */
@Injectable()
class OtherChannel {
  constructor(
    private readonly work: UnitOfWork,
    private readonly transactions: TransactionRunner,
  ) {}

  publish(payload: object): Promise<void> {
    return this.transactions.runAsSystem({ name: 'spec.other-channel', correlationId: randomId() }, () => {
      this.work.publish(new SupportReceived(payload as SupportReceived['payload']));
      return Promise.resolve();
    });
  }
}

@Module({ providers: [OtherChannel] })
class OtherChannelModule {}

describe('supports that a context other than intake receives (ADR 0039)', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  let opener: FakeOpener;
  let contest: { processId: string; officeId: string };
  let opl: Actor;
  let capturist: string;

  beforeAll(async () => {
    opener = new FakeOpener();
    const verification = { module: VerificationModule, providers: [{ provide: SupportOpener, useValue: opener }] };
    context = await contextModule([
      AccountsModule,
      ProcessesModule,
      verification,
      ControlDeskModule,
      OtherChannelModule,
    ]);
    dispatcher = context.module.get(Dispatcher);
    opl = official(await reviewerAccount(context), '22');
    capturist = await reviewerAccount(context);
    contest = await newContest(dispatcher, opl, { practice: true });
  });
  afterAll(() => context.close());

  async function received(source: object, folio: string): Promise<string> {
    const supportId = randomId();
    opener.supports.set(supportId, {
      parts: new Map(),
      credentialType: 'E',
      read: {},
      typed: { cic: '123456789' },
      email: undefined,
      capturedAt: context.clock.now(),
      auxiliaryId: randomId(),
      deviceId: randomId(),
    });
    const support = {
      supportId,
      folio,
      ...contest,
      aspirantId: randomId(),
      entidad: '22',
      receivedAt: STAMPED_AT,
      integrityCode: 'ab'.repeat(32),
      blobKey: supportId,
      flags: [],
    };
    await context.module.get(OtherChannel).publish({ ...support, ...source });
    await context.module.get(OutboxRelay).drain();
    return supportId;
  }

  it('reach the desk with their channel and the time of the stamp (decision 57)', async () => {
    const paper = { channel: 'paper', auxiliaryId: null, deviceId: null, capturedBy: capturist };
    const supportId = await received(paper, 'P-1');
    const record = await dispatcher.ask(opl, new GetDeskRecord({ supportId }));
    expect(record).toMatchObject({ folio: 'P-1', state: 'pendiente', capturedBy: capturist });
    const facts = await dispatcher.ask(opl, new GetReviewFacts({ supportId }));
    expect(facts).toMatchObject({ channel: 'paper', auxiliaryId: null });
    expect(new Date(facts.receivedAt).toISOString()).toBe(STAMPED_AT);
    expect(await dispatcher.ask(opl, new GetSupport({ supportId }))).toMatchObject({ channel: 'paper' });
  });

  it('are not assigned to the official who captured them (§4.2)', async () => {
    const { processId } = contest;
    const assign = (reviewerId: string) =>
      dispatcher.run(official('derfe', '*'), new AssignWorkload({ processId, reviewerId, count: 1 }));
    await expect(assign(capturist)).rejects.toMatchObject({ code: 'CONTROL_DESK.NOTHING_PENDING' });
    await assign(opl.id);
    const mine = await dispatcher.ask(opl, new ListDeskRecords({ processId, mine: true }));
    expect(mine.map(({ folio }) => folio)).toEqual(['P-1']);
  });

  it('have the channel «app» if an older message lacks one', async () => {
    const supportId = await received({ auxiliaryId: randomId(), deviceId: randomId() }, 'A-1');
    expect(await dispatcher.ask(opl, new GetReviewFacts({ supportId }))).toMatchObject({ channel: 'app' });
    expect(await dispatcher.ask(opl, new GetDeskRecord({ supportId }))).toMatchObject({ capturedBy: null });
  });
});
