import { listAsExcel, dateTimeColumn } from '../../../admin/list-file.js';
import { parseListRequest, listView } from '../../../admin/list.js';
import type { Official } from '../../../admin/official.js';
import type { ScreenRequest } from '../../../admin/screen.js';
import { unchecked } from '../../../admin/screen.js';
import { formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { ListAllProcesses, GetOfficeNames } from '../../processes/index.js';
import { ListAspirants, type AspirantSummary } from '../index.js';
import { STATUS_LABELS } from './parts/status-labels.js';
import type { AspirantListView, AspirantRow } from './views.js';

/** Excel export with the columns of the list. */
export const aspirantsFile = listAsExcel<AspirantRow>(
  'aspirants.read',
  'aspirantes',
  [
    { header: 'Folio', width: 22, value: ({ folio }) => folio },
    { header: 'Nombre', width: 40, value: ({ name }) => name },
    { header: 'Estado', width: 24, value: ({ status }) => STATUS_LABELS[status] },
    { header: 'Proceso', width: 16, value: ({ idProceso }) => idProceso },
    { header: 'Cargo', width: 40, value: ({ office }) => office },
    dateTimeColumn('Registro (hora centro)', ({ registeredAt }) => registeredAt),
  ],
  (official, screenRequest) => loadList(official, screenRequest),
);

const SORTING = { sorts: { nombre: 'name', registro: 'registered' } };

/** The filters, and the folio in a link, are query parameters. Search text that a user typed is encrypted. */
export async function loadList(official: Official, screenRequest: ScreenRequest): Promise<AspirantListView> {
  const listQuery = await parseListRequest(official, screenRequest, SORTING);
  const { proceso: processId, estado: status } = screenRequest.query;
  const page = await official.ask(new ListAspirants(unchecked({ ...listQuery, processId, status })));
  const officeIds = [...new Set(page.rows.map(({ officeId }) => officeId))];
  const offices = new Map((await official.ask(new GetOfficeNames({ officeIds }))).map((office) => [office.id, office]));
  const processes = await official.ask(new ListAllProcesses({}));
  return {
    ...listView(listQuery, page, (aspirant) => {
      const office = offices.get(aspirant.officeId);
      return rowOf(aspirant, office?.name ?? '', office?.idProceso ?? '');
    }),
    processes: processes.map(({ id, idProceso }) => ({ id, idProceso })),
  };
}

export function rowOf(aspirant: AspirantSummary, office: string, idProceso: string): AspirantRow {
  const { id, folio, displayName: name, status, registeredAt } = aspirant;
  const sheetDue = status === 'confirmed' && aspirant.signedVersion < aspirant.version;
  return { id, folio, name, office, idProceso, status, sheetDue, registeredAt: formatMinutes(registeredAt) };
}

/** `dd/mm/yyyy hh:mm` in hora centro. */
export function formatMinutes(iso: string): string {
  return formatCentralMinute(new Date(iso));
}
