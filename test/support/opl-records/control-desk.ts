import { UNDO_MS } from '../../../src/contexts/control-desk/index.js';
import { ListVerdicts } from '../../../src/contexts/control-desk/jobs/list-verdicts.js';
import { randomId } from '../../../src/kernel/crypto/random.js';
import { TransactionRunner } from '../../../src/kernel/messaging/transaction-runner.js';
import { asOwner } from '../app.js';
import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  notForOpls: ['control-desk.count-pending-verdicts', 'control-desk.list-newest-verdicts'],
  inputs: {
    'control-desk.find-desk-record': ({ reviewedFolio }) => ({ folio: reviewedFolio }),
    'control-desk.get-desk-record': ({ supportId }) => ({ supportId }),
    'control-desk.get-record-image': ({ supportId }) => ({ supportId, part: 'anverso' }),
    'control-desk.review-record': ({ supportId }) => ({ supportId }),
    'control-desk.reveal-record': ({ supportId }) => ({ supportId, reason: 'no-localizado' }),
    'control-desk.list-newest-verdicts': ({ supportId }) => ({ supportIds: [supportId] }),
    'control-desk.get-open-work': ({ reviewerId }) => ({ reviewerIds: [reviewerId] }),
    ...inputsFor(
      ({ listId }) => ({ listId }),
      'control-desk.get-opened-verdicts',
      'control-desk.download-verdict-list',
      'control-desk.get-second-reviews',
      'control-desk.get-verdict-list',
    ),
    ...inputsFor(
      ({ processId }) => ({ processIds: [processId] }),
      'control-desk.list-disagreements',
      'control-desk.list-own-second-reviews',
    ),
    ...inputsFor(
      ({ processId }) => ({ processId }),
      'control-desk.count-pending-verdicts',
      'control-desk.get-desk-figures',
      'control-desk.list-desk-records',
      'control-desk.list-workloads',
    ),
  },
  // The shared record stays assigned, so the published list needs others that are reviewed.
  seed: async ({ app, clock }, { processId, aspirantId, reviewerId, accountId, entidad }) => {
    // The list contains verdicts that can no longer be undone.
    const now = new Date(clock.now().getTime() - UNDO_MS);
    const [waitingId, disputedId, reviewedFolio] = [randomId(), randomId(), `REVISADO-${entidad}`];
    for (const [supportId, folio] of [
      [waitingId, reviewedFolio],
      [disputedId, `${reviewedFolio}-2`],
    ]) {
      await asOwner(app).execute(
        `with one as (
           insert into control_desk.record (support_id, folio, process_id, entidad, aspirant_id, state, reviewer_id,
             arrived_at, assigned_at, reviewed_at, assisted)
           values (?, ?, ?, ?, ?, 'revisado', ?, ?, ?, ?, false) returning support_id)
         insert into control_desk.verdict (support_id, verdict, criteria_version, reviewer_id, given_at)
         select support_id, 'sin-inconsistencia', 1, ?, ? from one`,
        [supportId, folio, processId, entidad, aspirantId, reviewerId, now, now, now, reviewerId, now],
      );
    }
    const listId = randomId();
    await asOwner(app).execute(
      `insert into control_desk.verdict_list (id, process_id, entidad, published_by, published_at)
       values (?, ?, ?, 'records', ?)`,
      [listId, processId, entidad, clock.now()],
    );
    const transaction = { name: 'records', correlationId: randomId() };
    // All in one step each, because the worker would also run the unfinished job that is seeded.
    for (const checkpoint of [null, { after: null }]) {
      await app.get(TransactionRunner).runAsSystem(transaction, async () => {
        const step = { jobId: randomId(), input: { listId }, checkpoint, done: 0, total: null };
        await app.get(ListVerdicts, { strict: false }).step(step);
      });
    }
    await asOwner(app).execute(
      `insert into control_desk.second_review
         (list_id, support_id, verdict_id, aspirant_id, place, ordered_at, reviewer_id)
       select list_id, support_id, verdict_id, ?, repeat('0', 64), ?, ? from control_desk.listed_verdict
       where list_id = ?`,
      [aspirantId, now, accountId, listId],
    );
    await asOwner(app).execute(
      `insert into control_desk.second_verdict
         (list_id, support_id, verdict, criteria_version, reviewer_id, given_at)
       values (?, ?, 'sin-firma', 1, ?, ?)`,
      [listId, disputedId, accountId, now],
    );
    return { listId, reviewedFolio, waitingId, disputedId };
  },
};
