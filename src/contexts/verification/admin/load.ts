import { entidadByKey } from '#electoral/identifiers';
import { listView } from '../../../admin/list.js';
import type { Official } from '../../../admin/official.js';
import { unchecked, type ScreenRequest } from '../../../admin/screen.js';
import { formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { ListAllProcesses } from '../../processes/index.js';
import { ListQuarantined, type QuarantinedSupport } from '../index.js';
import type { QuarantinedView, QuarantineListView, QuarantineRow } from './views.js';

/** In order of receipt. */
export async function loadQuarantine(
  official: Official,
  { query, pageSize: limit }: ScreenRequest,
): Promise<QuarantineListView> {
  const page = { after: query['despues'], before: query['antes'], atEnd: query['pagina'] === 'ultima', limit };
  const found = await official.ask(new ListQuarantined(unchecked(page)));
  const processes = await processNames(official);
  return listView({ search: undefined }, found, (one) => rowOf(one, processes));
}

/** @throws DomainError ACCESS.OUT_OF_SCOPE if it is not in quarantine or the official may not see it. */
export async function loadQuarantined(
  official: Official,
  { recordId: supportId }: ScreenRequest,
): Promise<QuarantinedView> {
  const [found] = (await official.ask(new ListQuarantined(unchecked({ supportId })))).rows;
  if (!found) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return {
    ...rowOf(found, await processNames(official)),
    receivedAt: instant(found.receivedAt),
    citizenNotified: found.citizenNotified,
    detail: found.detail,
  };
}

async function processNames(official: Official): Promise<ReadonlyMap<string, string>> {
  const processes = await official.ask(new ListAllProcesses({}));
  return new Map(processes.map(({ id, idProceso }) => [id, idProceso]));
}

const CAUSES: Readonly<Record<QuarantinedSupport['cause'], string>> = {
  'container-missing': 'Su archivo no está en el almacén. Restáurelo del respaldo y verifique de nuevo.',
  'container-unreadable': 'Su archivo no se puede leer del disco. Restáurelo del respaldo y verifique de nuevo.',
  'container-malformed': 'Su archivo está dañado. Restáurelo del respaldo y verifique de nuevo.',
  'manifest-differs': 'Su archivo no es el que se recibió. Restáurelo del respaldo y verifique de nuevo.',
  'key-not-opened': 'La llave de recepción no lo abre. Restaure la llave y verifique de nuevo.',
  'part-not-opened': 'Una de sus imágenes no se puede abrir: se selló mal en el teléfono o el archivo está dañado.',
  'digest-differs':
    'Una de sus partes no coincide con su huella: se selló mal en el teléfono o el archivo está dañado.',
  'data-malformed': 'Sus datos no tienen la forma esperada: se sellaron mal en el teléfono.',
};

function rowOf(one: QuarantinedSupport, processes: ReadonlyMap<string, string>): QuarantineRow {
  const { id, folio, processId, entidad, cause, since, declaredByDerfe, declaredByOpl } = one;
  return {
    id,
    folio,
    idProceso: processes.get(processId) ?? '',
    entidad: entidadByKey(entidad)?.name ?? entidad,
    cause: CAUSES[cause],
    since: instant(since),
    declaredByDerfe,
    declaredByOpl,
  };
}

const instant = (iso: string): string => formatCentralMinute(new Date(iso));
