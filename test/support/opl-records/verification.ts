import {
  findSupport,
  registerSupports,
  type ReceivedSupport,
} from '../../../src/contexts/verification/persistence/support-records.js';
import { QuarantineSupport } from '../../../src/contexts/verification/steps/quarantine-support.js';
import { UnsealError } from '../../../src/contexts/verification/unseal/support-opener.js';
import { recordAspirantWithdrawal } from '../../../src/contexts/verification/persistence/withdrawn-aspirants.js';
import { DeclareUnprocessable, ReviewDecided } from '../../../src/contexts/verification/index.js';
import { systemActor, type Actor } from '../../../src/kernel/access/actor.js';
import { randomId } from '../../../src/kernel/crypto/random.js';
import { Dispatcher } from '../../../src/kernel/messaging/dispatcher.js';
import { TransactionRunner } from '../../../src/kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../../src/kernel/messaging/unit-of-work.js';
import type { BackOfficeScene } from '../back-office-scene.js';
import { inputsFor, type ContextRecords, type SharedRecords } from '../opl-records.js';

/** A record without a file, declared by both institutions. */
async function seedUnprocessable({ app, clock }: BackOfficeScene, records: SharedRecords): Promise<void> {
  const { entidad, processId, officeId, aspirantId } = records;
  const supportId = randomId();
  const received: ReceivedSupport = {
    supportId,
    folio: `AC-SPEC-${supportId.slice(0, 6)}`,
    processId,
    officeId,
    aspirantId,
    auxiliaryId: records.auxiliaryId,
    entidad,
    receivedAt: clock.now().toISOString(),
    integrityCode: 'ab'.repeat(32),
    blobKey: `supports/${supportId}`,
    deviceId: records.deviceId,
    channel: 'app',
    capturedBy: null,
    flags: [],
  };
  const work = app.get(UnitOfWork);
  await app.get(TransactionRunner).runAsSystem({ name: 'spec.received', correlationId: randomId() }, async () => {
    await registerSupports(work, [received], clock.now());
    const support = await findSupport(work, supportId);
    await app.get(QuarantineSupport).quarantine(support, new UnsealError('container-missing'), undefined);
  });
  for (const scope of [{ entidad: '*' }, { entidad }]) {
    const official: Actor = { ...systemActor('spec'), kind: 'official', scope };
    await app.get(Dispatcher).run(official, new DeclareUnprocessable({ supportId, oficio: 'SPEC/1/2027' }));
  }
}

/** A decided review whose message is still pending, so that the class of the support does not reflect it yet. */
async function seedPendingReview({ app, clock }: BackOfficeScene, { supportId }: SharedRecords): Promise<void> {
  const review = new ReviewDecided({
    supportId,
    folio: 'AC-SPEC',
    reviewer: 'desk',
    verdict: 'sin-inconsistencia',
    subReason: null,
    criteriaVersion: 1,
    at: clock.now().toISOString(),
  });
  const work = app.get(UnitOfWork);
  const transactions = app.get(TransactionRunner);
  await transactions.runAsSystem({ name: 'spec.review', correlationId: randomId() }, () => {
    work.publish(review);
    return Promise.resolve();
  });
  await transactions.runAsSystem({ name: 'spec.review', correlationId: randomId() }, () =>
    work.sql(`update kernel.outbox_message set available_at = $2 where type = $3 and payload ->> 'supportId' = $1`, [
      supportId,
      new Date('2100-01-01T00:00:00Z'),
      'verification.review-decided',
    ]),
  );
}

export const records: ContextRecords = {
  inputs: {
    ...inputsFor(
      ({ aspirantId }) => ({ aspirantId }),
      'verification.get-support-figures',
      'verification.list-masked-supports',
      'verification.list-supports',
    ),
    ...inputsFor(
      ({ processId, entidad }) => ({ processId, entidad }),
      'verification.count-pending-matches',
      'verification.count-pending-reviews',
      'verification.count-pending-withdrawals',
      'verification.count-by-class',
      'verification.list-unprocessable',
    ),
    ...inputsFor(
      ({ supportId }) => ({ supportId }),
      'verification.get-citizen-contact',
      'verification.get-review-facts',
      'verification.get-signals',
      'verification.get-support',
    ),
    'verification.get-evidence': ({ supportId }) => ({ supportId, part: 'anverso' }),
  },
  notForOpls: ['verification.count-pending-reviews'],
  /** A record that can never be opened, a review and a withdrawal that have not yet reached the support. */
  seed: async (scene, records) => {
    const { app, clock } = scene;
    const { aspirantId } = records;
    await seedUnprocessable(scene, records);
    await seedPendingReview(scene, records);
    await app
      .get(TransactionRunner)
      .runAsSystem({ name: 'spec.withdrawal', correlationId: randomId() }, () =>
        recordAspirantWithdrawal(app.get(UnitOfWork), aspirantId, clock.now()),
      );
    return {};
  },
};
