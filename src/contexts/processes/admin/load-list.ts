import { listAsExcel } from '../../../admin/list-file.js';
import { parseListRequest, listView } from '../../../admin/list.js';
import type { Official } from '../../../admin/official.js';
import { unchecked, type ScreenRequest } from '../../../admin/screen.js';
import { ListProcesses } from '../index.js';
import { entidadesOf, rowOf } from './load.js';
import { KEY_LABELS } from './parts/key-labels.js';
import type { ProcessListView, ProcessRow } from './views.js';

/** Excel export of the list. */
export const processesFile = listAsExcel<ProcessRow>(
  'processes.read',
  'procesos',
  [
    { header: 'Id Proceso', width: 18, value: ({ idProceso }) => idProceso },
    { header: 'Nombre', width: 50, value: ({ name }) => name },
    { header: 'Entidad', width: 22, value: ({ entidad }) => entidad },
    { header: 'Llave del OPL', width: 26, value: ({ key }) => KEY_LABELS[key] },
    { header: 'Tipo', width: 16, value: ({ practice }) => (practice ? 'Simulacro' : 'Proceso real') },
  ],
  (official, screenRequest) => loadList(official, screenRequest),
);

const SORTING = { sorts: { id: 'code', nombre: 'name' }, newestFirst: true };

/** The filters `entidad`, `llave` and `tipo` and the search are query parameters. */
export async function loadList(official: Official, screenRequest: ScreenRequest): Promise<ProcessListView> {
  const listQuery = await parseListRequest(official, screenRequest, SORTING);
  const { entidad, llave, tipo } = screenRequest.query;
  const page = await official.ask(
    new ListProcesses(
      unchecked({
        ...listQuery,
        entidad,
        keyed: llave === undefined ? undefined : llave === 'entregada',
        practice: tipo === undefined ? undefined : tipo === 'simulacro',
      }),
    ),
  );
  return { ...listView(listQuery, page, rowOf), entidades: entidadesOf(official) };
}
