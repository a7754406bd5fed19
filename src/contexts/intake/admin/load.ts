import type { Official } from '../../../admin/official.js';
import { unchecked, type ScreenRequest } from '../../../admin/screen.js';
import { formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { ListAspirants } from '../../aspirants/index.js';
import { GetAuxiliaryNames } from '../../auxiliaries/index.js';
import { ListAllProcesses } from '../../processes/index.js';
import { CountPendingUploads, ListPendingUploads, type DeviceWithPendingUploads } from '../index.js';
import type { PendingUploadsRow, PendingUploadsView } from './views.js';

const PAGE_SIZE = 50;

export async function loadPendingUploads(official: Official, { query }: ScreenRequest): Promise<PendingUploadsView> {
  const processes = (await official.ask(new ListAllProcesses({}))).map(({ id, idProceso }) => ({ id, idProceso }));
  const shown = processes.find(({ id }) => id === query['proceso'])?.id ?? processes[0]?.id;
  if (shown === undefined) return { processes, shown: '', announced: 0, lost: 0, devices: [], next: null };
  const page = { processId: shown, after: query['despues'], limit: PAGE_SIZE + 1 };
  const devices = await official.ask(new ListPendingUploads(unchecked(page)));
  const rows = devices.slice(0, PAGE_SIZE);
  return {
    processes,
    shown,
    ...(await official.ask(new CountPendingUploads({ processId: shown }))),
    devices: await withNames(official, rows),
    next: devices.length > PAGE_SIZE ? (rows.at(-1)?.deviceId ?? null) : null,
  };
}

async function withNames(
  official: Official,
  devices: readonly DeviceWithPendingUploads[],
): Promise<PendingUploadsRow[]> {
  if (devices.length === 0) return [];
  const ids = [...new Set(devices.map(({ aspirantId }) => aspirantId))];
  const aspirants = (await official.ask(new ListAspirants(unchecked({ ids, limit: 200 })))).rows;
  const auxiliaryIds = [...new Set(devices.map(({ auxiliaryId }) => auxiliaryId))];
  const auxiliaries = await official.ask(new GetAuxiliaryNames({ auxiliaryIds }));
  const aspirantOf = new Map(aspirants.map(({ id, displayName }) => [id, displayName]));
  const idAuxiliarOf = new Map(auxiliaries.map(({ auxiliaryId, idAuxiliar }) => [auxiliaryId, idAuxiliar]));
  return devices.map((device) => ({
    ...device,
    aspirant: aspirantOf.get(device.aspirantId) ?? '',
    idAuxiliar: idAuxiliarOf.get(device.auxiliaryId) ?? '',
    oldestCapture: formatCentralMinute(new Date(device.oldestCapture)),
    lastAnnounced: device.lastAnnounced === null ? null : formatCentralMinute(new Date(device.lastAnnounced)),
  }));
}
