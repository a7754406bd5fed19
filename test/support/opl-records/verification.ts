import { recordAspirantWithdrawal } from '../../../src/contexts/verification/persistence/withdrawn-aspirants.js';
import { randomId } from '../../../src/kernel/crypto/random.js';
import { TransactionRunner } from '../../../src/kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../../src/kernel/messaging/unit-of-work.js';
import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    ...inputsFor(
      ({ aspirantId }) => ({ aspirantId }),
      'verification.get-support-figures',
      'verification.list-supports',
    ),
    ...inputsFor(
      ({ processId, entidad }) => ({ processId, entidad }),
      'verification.count-pending-matches',
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
  /** A withdrawal whose job has not yet reached the support. */
  seed: async ({ app, clock }, { aspirantId }) => {
    await app
      .get(TransactionRunner)
      .runAsSystem({ name: 'spec.withdrawal', correlationId: randomId() }, () =>
        recordAspirantWithdrawal(app.get(UnitOfWork), aspirantId, clock.now()),
      );
    return {};
  },
};
