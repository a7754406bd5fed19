import type { Official } from '../../../admin/official.js';
import type { ScreenRequest } from '../../../admin/screen.js';
import { formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CountPendingUploads } from '../../intake/index.js';
import { GetProcess, ListAllProcesses, type ProcessView } from '../../processes/index.js';
import { REPORTED_CLASS_LABELS, REPORTED_CLASS_TONES, REPORTED_CLASSES } from '../../verification/index.js';
import { entidadByKey } from '#electoral/identifiers';
import { GetClosingState, ListDeliveries, type ClosingStateView, type DeliveryView } from '../index.js';
import type { ClosingListView, ClosingRow, ClosingView, DeliveryListView, DeliveryRow, OpenView } from './views.js';

export async function loadClosings(official: Official): Promise<ClosingListView> {
  const processes: ClosingRow[] = [];
  for (const process of await official.ask(new ListAllProcesses({}))) {
    processes.push(rowOf(process, await official.ask(new GetClosingState({ processId: process.id }))));
  }
  return { processes };
}

export async function loadClosing(official: Official, { recordId: processId }: ScreenRequest): Promise<ClosingView> {
  const process = await official.ask(new GetProcess({ processId }));
  const state = await official.ask(new GetClosingState({ processId }));
  return {
    ...rowOf(process, state),
    received: state.received,
    pendingUploads: await official.ask(new CountPendingUploads({ processId })),
    classes: REPORTED_CLASSES.flatMap((name) => {
      const supports = state.classes[name] ?? 0;
      return supports === 0 ? [] : [{ label: REPORTED_CLASS_LABELS[name], tone: REPORTED_CLASS_TONES[name], supports }];
    }),
    desk: state.desk,
    unprocessable: state.unprocessable,
    blockers: state.blockers,
    deskConcludedAt: state.deskConcludedAt && formatCentralMinute(new Date(state.deskConcludedAt)),
    closedAt: state.closedAt && formatCentralMinute(new Date(state.closedAt)),
    countedAt: formatCentralMinute(official.now()),
  };
}

export async function loadDeliveries(official: Official): Promise<DeliveryListView> {
  return { deliveries: (await official.ask(new ListDeliveries({}))).map(deliveryRow) };
}

/** @throws DomainError ACCESS.OUT_OF_SCOPE when it is not in the official's scope. */
export async function findDelivery(official: Official, deliveryId: string): Promise<DeliveryView> {
  const found = (await official.ask(new ListDeliveries({}))).find(({ id }) => id === deliveryId);
  if (!found) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return found;
}

export async function loadDelivery(official: Official, { recordId }: ScreenRequest): Promise<DeliveryRow> {
  return deliveryRow(await findDelivery(official, recordId));
}

export async function loadOpen(official: Official, screenRequest: ScreenRequest): Promise<OpenView> {
  return { ...(await loadDelivery(official, screenRequest)), classLabels: REPORTED_CLASS_LABELS };
}

function rowOf(
  { id, idProceso, name, entidad, practice }: ProcessView,
  { closedAt, blockers }: ClosingStateView,
): ClosingRow {
  const state = closedAt !== null ? 'closed' : blockers.length === 0 ? 'ready' : 'blocked';
  return { id, idProceso, name, entidad: entidadByKey(entidad)?.name ?? entidad, practice, state };
}

function deliveryRow({ id, fileName, idProceso, records, size, sha256, createdAt }: DeliveryView): DeliveryRow {
  return { id, fileName, idProceso, records, size, sha256, createdAt: formatCentralMinute(new Date(createdAt)) };
}
