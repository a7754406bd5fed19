import { listAsExcel, dateTimeColumn } from '../../../admin/list-file.js';
import { parseListRequest, listView } from '../../../admin/list.js';
import type { Official } from '../../../admin/official.js';
import { unchecked, type ScreenRequest } from '../../../admin/screen.js';
import { ListAspirants } from '../../aspirants/index.js';
import { ListAllProcesses } from '../../processes/index.js';
import { ListMaskedAuxiliaries } from '../index.js';
import { formatMinute } from './load-record.js';
import { STATUS_LABELS } from './parts/status-labels.js';
import type { AuxiliaryListView, AuxiliaryRow } from './views.js';

/** Excel export of the list, with masked names. */
export const auxiliariesFile = listAsExcel<AuxiliaryRow>(
  'auxiliaries.read',
  'auxiliares',
  [
    { header: 'Id Auxiliar', width: 26, value: ({ idAuxiliar }) => idAuxiliar },
    { header: 'Iniciales', width: 12, value: ({ initials }) => initials },
    { header: 'Aspirante', width: 40, value: ({ aspirant }) => aspirant.name },
    { header: 'Estado', width: 20, value: ({ status }) => STATUS_LABELS[status] },
    { header: 'Dispositivos', width: 14, kind: 'number', value: ({ devices }) => devices },
    { header: 'Por revisar', width: 14, kind: 'number', value: ({ devicesToReview }) => devicesToReview },
    dateTimeColumn('Registro (hora centro)', ({ registeredAt }) => registeredAt),
  ],
  (official, screenRequest) => loadList(official, screenRequest),
);

const SORTING = { sorts: { registro: 'registered', id: 'id' }, newestFirst: true };

/** URL filters: `estado`, `dispositivos=por-revisar`, `proceso`, `aspirante`. The search text is encrypted. */
export async function loadList(official: Official, screenRequest: ScreenRequest): Promise<AuxiliaryListView> {
  const { query } = screenRequest;
  const listQuery = await parseListRequest(official, screenRequest, SORTING);
  const found = await official.ask(
    new ListMaskedAuxiliaries(
      unchecked({
        ...listQuery,
        status: query['estado'],
        toReview: query['dispositivos'] === 'por-revisar' ? true : undefined,
        processId: query['proceso'],
        aspirantId: query['aspirante'],
      }),
    ),
  );
  const names = await aspirantNames(official, [
    ...found.rows.map(({ aspirantId }) => aspirantId),
    ...(query['aspirante'] === undefined ? [] : [query['aspirante']]),
  ]);
  const named = (id: string) => ({ id, name: names.get(id) ?? '' });
  const processes = await official.ask(new ListAllProcesses({}));
  return {
    ...listView(listQuery, found, ({ aspirantId, processId: _, ...row }) => ({
      ...row,
      aspirant: named(aspirantId),
      registeredAt: formatMinute(row.registeredAt),
    })),
    processes: processes.map(({ id, idProceso }) => ({ id, idProceso })),
    of: query['aspirante'] === undefined ? null : named(query['aspirante']),
  };
}

async function aspirantNames(official: Official, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const unique = [...new Set(ids)];
  if (unique.length === 0) return new Map();
  const { rows } = await official.ask(new ListAspirants(unchecked({ ids: unique, limit: 200 })));
  return new Map(rows.map(({ id, displayName }) => [id, displayName]));
}
