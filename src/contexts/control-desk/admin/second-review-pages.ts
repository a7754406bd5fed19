import type { Official } from '../../../admin/official.js';
import { unchecked, type Page, type ScreenRequest } from '../../../admin/screen.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { ListAllProcesses } from '../../processes/index.js';
import { DESK_VERDICT_LABELS } from '../../verification/index.js';
import { GiveSecondVerdict, ListDisagreements, ListOwnSecondReviews, ResolveDisagreement } from '../index.js';
import { loadRecord } from './load.js';
import type { QueueView, RecordView, ReviewKind } from './views.js';

const COMPONENT = 'control-desk/second-reviews';

/** Blind second reviews, and the decisions of a supervisor where they differ from the first ones (decision 50). */
export const secondReviewPages: readonly Page[] = [
  {
    name: 'segundas-revisiones',
    label: 'Segundas revisiones',
    permission: 'control-desk.review',
    component: COMPONENT,
    load: loadSecond,
    post: (official, { supportId, verdict, subReason, note }) =>
      official.run(new GiveSecondVerdict(unchecked({ supportId, verdict, subReason, note }))),
  },
  {
    name: 'desacuerdos',
    label: 'Revisiones que no coinciden',
    permission: 'control-desk.supervise',
    component: COMPONENT,
    load: loadDecision,
    post: (official, { supportId, seen, verdict, subReason, note }) =>
      official.run(new ResolveDisagreement(unchecked({ supportId, seen, verdict, subReason, note }))),
  },
];

/** `registro` for one record; `motivo` for the reason to reveal its data; otherwise the queue. */
async function loadSecond(official: Official, { query }: ScreenRequest): Promise<QueueView | RecordView> {
  const supportId = query['registro'];
  if (supportId !== undefined) return loadRecord(official, supportId, query['motivo']);
  const { total, supportIds } = await official.ask(
    new ListOwnSecondReviews({ processIds: await openProcesses(official) }),
  );
  return queueOf('second', 'segundas-revisiones', supportIds, total);
}

async function loadDecision(official: Official, { query }: ScreenRequest): Promise<QueueView | RecordView> {
  const supportId = query['registro'];
  if (supportId !== undefined) return loadDisagreement(official, supportId, query['motivo']);
  const waiting = await official.ask(new ListDisagreements({ processIds: await openProcesses(official) }));
  const ids = [...new Set(waiting.map((each) => each.supportId))];
  return queueOf('decision', 'desacuerdos', ids, ids.length);
}

/** The record with both verdicts. Its decision requires a reason. */
async function loadDisagreement(
  official: Official,
  supportId: string,
  reason: string | undefined,
): Promise<RecordView> {
  const record = await loadRecord(official, supportId, reason);
  const [open] = await official.ask(new ListDisagreements({ processIds: await openProcesses(official), supportId }));
  if (!open) return record;
  const { verdict, note, givenAt } = open.second;
  const label = `${DESK_VERDICT_LABELS[verdict]} · segunda revisión`;
  return {
    ...record,
    reviewed: false,
    verdicts: [{ label, note, at: formatCentral(new Date(givenAt)) }, ...record.verdicts],
    criteria: record.criteria.map((criterion) => ({ ...criterion, noteRequired: true })),
  };
}

function queueOf(kind: ReviewKind, page: string, queue: readonly string[], assigned: number): QueueView {
  const none = { processes: [], process: null, reviewedToday: 0, recommended: 0, undoSeconds: 0 };
  return { ...none, kind, page, queue, assigned };
}

/** In a closed process, no verdict can be given. */
export async function openProcesses(official: Official): Promise<string[]> {
  return (await official.ask(new ListAllProcesses({ open: true }))).map(({ id }) => id);
}
