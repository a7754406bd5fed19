import type { Official } from '../../../admin/official.js';
import { unchecked, type Addition, type ScreenRequest } from '../../../admin/screen.js';
import { GetOfficial, ListActiveReviewers, ListOfficials } from '../../accounts/index.js';
import { GetOpenWork, TransferWorkload } from '../index.js';
import type { TransferView, LeaverView, OpenWorkView } from './leaver-views.js';

const READ = 'control-desk.read';

/** Shows the open work of a departing reviewer on their account (decision 27). */
export const openWorkOnAccount: Addition = {
  catalogue: 'cuentas',
  panels: [
    { on: ['show'], permission: READ, component: 'control-desk/open-work', load: loadOpenWork },
    { on: ['cerrar'], permission: READ, component: 'control-desk/leaver-work', load: loadLeaver },
  ],
  actions: {
    'entregar-carga': {
      label: 'Entregar carga',
      permission: 'control-desk.assign',
      component: 'control-desk/transfer-workload',
      load: loadTransfer,
      post: (official, { successorId }, { recordId: reviewerId }) =>
        official.run(new TransferWorkload(unchecked({ reviewerId, successorId: successorId || null }))),
    },
  },
};

async function countOpenRecords(official: Official, reviewerId: string): Promise<number> {
  const [work] = await official.ask(new GetOpenWork({ reviewerIds: [reviewerId] }));
  return work?.assigned ?? 0;
}

async function loadOpenWork(official: Official, accountId: string): Promise<OpenWorkView | null> {
  const open = await countOpenRecords(official, accountId);
  return open === 0 ? null : { open };
}

/** The other active reviewers of the same OPL, each with their number of assigned records. */
async function loadLeaver(official: Official, accountId: string): Promise<LeaverView> {
  const open = await countOpenRecords(official, accountId);
  const { entidad } = await official.ask(new GetOfficial(unchecked({ accountId })));
  if (open === 0 || entidad === null) return { open, successors: [] };
  const ids = await official.ask(new ListActiveReviewers({ entidad }));
  const others = await official.ask(new ListOfficials({ entidad, role: 'opl-reviewer', status: 'active', limit: 200 }));
  const work = await official.ask(new GetOpenWork({ reviewerIds: ids }));
  return {
    open,
    successors: others.rows
      .filter(({ id }) => id !== accountId && ids.includes(id))
      .map(({ id, fullName }) => ({
        id,
        name: fullName,
        assigned: work.find(({ reviewerId }) => reviewerId === id)?.assigned ?? 0,
      })),
  };
}

async function loadTransfer(official: Official, { recordId }: ScreenRequest): Promise<TransferView> {
  const { id, fullName, account } = await official.ask(new GetOfficial(unchecked({ accountId: recordId })));
  return { id, name: fullName, account, ...(await loadLeaver(official, recordId)) };
}
