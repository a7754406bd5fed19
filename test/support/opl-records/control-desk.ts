import { PublishVerdictList, UNDO_MS } from '../../../src/contexts/control-desk/index.js';
import { systemActor } from '../../../src/kernel/access/actor.js';
import { randomId } from '../../../src/kernel/crypto/random.js';
import { Dispatcher } from '../../../src/kernel/messaging/dispatcher.js';
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
    ...inputsFor(({ listId }) => ({ listId }), 'control-desk.get-verdict-list', 'control-desk.download-verdict-list'),
    ...inputsFor(
      ({ processId }) => ({ processId }),
      'control-desk.count-pending-verdicts',
      'control-desk.get-desk-figures',
      'control-desk.list-desk-records',
      'control-desk.list-workloads',
    ),
  },
  // The shared record stays assigned, so the published list needs another one that is reviewed.
  seed: async ({ app, clock }, { processId, aspirantId, reviewerId, entidad }) => {
    // The list contains verdicts that can no longer be undone.
    const [reviewed, now] = [randomId(), new Date(clock.now().getTime() - UNDO_MS)];
    const folio = `REVISADO-${entidad}`;
    await asOwner(app).execute(
      `with one as (
         insert into control_desk.record (support_id, folio, process_id, entidad, aspirant_id, state, reviewer_id,
           arrived_at, assigned_at, reviewed_at, assisted)
         values (?, ?, ?, ?, ?, 'revisado', ?, ?, ?, ?, false) returning support_id)
       insert into control_desk.verdict (support_id, verdict, criteria_version, reviewer_id, given_at)
       select support_id, 'sin-inconsistencia', 1, ?, ? from one`,
      [reviewed, folio, processId, entidad, aspirantId, reviewerId, now, now, now, reviewerId, now],
    );
    const list = new PublishVerdictList({ processId, day: null });
    const { listId } = await app.get(Dispatcher).run(systemActor('records'), list);
    return { listId, reviewedFolio: folio };
  },
};
