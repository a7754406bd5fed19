import type { Official } from '../../../admin/official.js';
import { unchecked, type ScreenRequest } from '../../../admin/screen.js';
import { ListOfficials } from '../../accounts/index.js';
import { ListAllProcesses, type ProcessView } from '../../processes/index.js';
import { ASSIGNMENT_HOURS, isWithinAssignmentHours, RECOMMENDED_DAILY_RECORDS } from '../domain/assignment-hours.js';
import {
  GetDeskFigures,
  GetDeskRecord,
  ListDeskRecords,
  ListWorkloads,
  RevealRecord,
  ReviewRecord,
  UNDO_MS,
  type DeskRecordView,
} from '../index.js';
import { recordView } from './record-view.js';
import type { AssignView, DeskProcess, QueueView, RecordView } from './views.js';

const MAX_QUEUE = 100;
const MAX_REVIEWERS = 200;

/** Query parameter: `proceso`. */
export async function loadAssign(official: Official, { query }: ScreenRequest): Promise<AssignView> {
  const processes = await official.ask(new ListAllProcesses({ open: true }));
  const process = selectProcess(processes, query['proceso']);
  const noFigures = { pendiente: 0, asignado: 0, incompleto: 0, revisado: 0 };
  const common = {
    processes: processes.map(deskProcess),
    hours: `${ASSIGNMENT_HOURS.from} a ${ASSIGNMENT_HOURS.to}`,
    withinHours: isWithinAssignmentHours(official.now()),
    recommended: RECOMMENDED_DAILY_RECORDS,
  };
  if (!process) return { ...common, process: null, figures: noFigures, reviewers: [] };
  const { rows: reviewers } = await official.ask(
    new ListOfficials({ entidad: process.entidad, role: 'opl-reviewer', status: 'active', limit: MAX_REVIEWERS }),
  );
  const workloads = await official.ask(new ListWorkloads({ processId: process.id }));
  return {
    ...common,
    process: deskProcess(process),
    figures: await official.ask(new GetDeskFigures({ processId: process.id })),
    reviewers: reviewers.map(({ id, fullName, account }) => {
      const load = workloads.find(({ reviewerId }) => reviewerId === id);
      const { assigned = 0, reviewedToday = 0, hastyToday = 0 } = load ?? {};
      return { id, name: fullName, account, assigned, reviewedToday, hastyToday };
    }),
  };
}

/** Query parameters: `proceso` for the queue; `registro` for one record; `motivo` for the reason to reveal its data. */
export function loadDesk(official: Official, { query }: ScreenRequest): Promise<QueueView | RecordView> {
  const supportId = query['registro'];
  return supportId === undefined
    ? loadQueue(official, query['proceso'])
    : loadRecord(official, supportId, query['motivo']);
}

async function loadQueue(official: Official, processId: string | undefined): Promise<QueueView> {
  const processes = await official.ask(new ListAllProcesses({ open: true }));
  const own = await Promise.all(
    processes.map(async (process) => {
      const [load] = await official.ask(new ListWorkloads({ processId: process.id, reviewerId: official.actor.id }));
      return { ...deskProcess(process), assigned: load?.assigned ?? 0, reviewedToday: load?.reviewedToday ?? 0 };
    }),
  );
  const process = selectProcess(own, processId) ?? own.find(({ assigned }) => assigned > 0);
  const queue: DeskRecordView[] = [];
  for (const state of process ? (['incompleto', 'asignado'] as const) : []) {
    const listed = { processId: process?.id ?? '', mine: true, state, limit: MAX_QUEUE };
    queue.push(...(await official.ask(new ListDeskRecords(listed))));
  }
  return {
    kind: 'first',
    page: 'mesa-de-control',
    processes: own,
    process: process ?? null,
    queue: queue.map(({ supportId }) => supportId),
    assigned: process?.assigned ?? 0,
    reviewedToday: process?.reviewedToday ?? 0,
    recommended: RECOMMENDED_DAILY_RECORDS,
    undoSeconds: UNDO_MS / 1000,
  };
}

export async function loadRecord(
  official: Official,
  supportId: string,
  reason: string | undefined,
): Promise<RecordView> {
  const { facts, signals } = await official.ask(
    reason === undefined ? new ReviewRecord({ supportId }) : new RevealRecord(unchecked({ supportId, reason })),
  );
  const record = await official.ask(new GetDeskRecord({ supportId }));
  return recordView(record, facts, signals, reason !== undefined);
}

/** The process with this id, else the only one. */
function selectProcess<Process extends { readonly id: string }>(
  processes: readonly Process[],
  id: string | undefined,
): Process | undefined {
  return processes.find((each) => each.id === id) ?? (processes.length === 1 ? processes[0] : undefined);
}

function deskProcess({ id, idProceso, name, practice }: ProcessView): DeskProcess {
  return { id, idProceso, name, practice };
}
