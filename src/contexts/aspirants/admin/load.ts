import type { Official } from '../../../admin/official.js';
import type { Place } from '../../../admin/screen.js';
import { unchecked } from '../../../admin/screen.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { errorTexts } from '../../../kernel/errors/catalogue.js';
import { GetProcess, ListOffices, ListProcesses } from '../../processes/index.js';
import { DEFAULT_CREDENTIAL_TYPES, ENTIDADES } from '../../verification/index.js';
import { GetAspirant, ListAspirants, type AspirantSummary } from '../index.js';
import type { AspirantListView, AspirantRow, AspirantView, RegisterView } from './views.js';

const PAGE = 50;
const IDENTIFIER_FAULT = /^ASPIRANTS\.(CLAVE|CIC|OCR|SECCION)_/;

/** Filters stand in the address: `proceso`, `estado`, `busca`; `despues` is the last row of the page before. */
export async function loadList(official: Official, { query }: Place): Promise<AspirantListView> {
  const found = await official.ask(
    new ListAspirants(
      unchecked({
        processId: query['proceso'],
        status: query['estado'],
        text: query['busca'],
        after: query['despues'] === undefined ? undefined : readCursor(query['despues']),
        limit: PAGE + 1,
      }),
    ),
  );
  const page = found.slice(0, PAGE);
  const last = found.length > PAGE ? page.at(-1) : undefined;
  const processes = await official.ask(new ListProcesses({}));
  const codes = new Map(processes.map(({ id, idProceso }) => [id, idProceso]));
  const offices = new Map<string, string>();
  for (const processId of new Set(page.map((each) => each.processId))) {
    for (const office of await official.ask(new ListOffices({ processId }))) offices.set(office.id, office.name);
  }
  return {
    aspirants: page.map((each) => rowOf(each, offices.get(each.officeId) ?? '', codes.get(each.processId) ?? '')),
    processes: processes.map(({ id, idProceso }) => ({ id, idProceso })),
    next: last ? JSON.stringify([last.displayName, last.id]) : null,
  };
}

export async function loadAspirant(official: Official, { recordId: aspirantId }: Place): Promise<AspirantView> {
  const aspirant = await official.ask(new GetAspirant({ aspirantId }));
  const process = await official.ask(new GetProcess({ processId: aspirant.processId }));
  return {
    ...rowOf(aspirant, aspirant.officeName, process.idProceso),
    registeredAt: short(aspirant.registeredAt),
    confirmedAt: aspirant.confirmedAt && short(aspirant.confirmedAt),
    emailProvider: aspirant.emailProvider,
  };
}

export async function loadRegister(official: Official): Promise<RegisterView> {
  const offices: { id: string; label: string }[] = [];
  for (const { id: processId, idProceso } of await official.ask(new ListProcesses({}))) {
    for (const { id, name, territory } of await official.ask(new ListOffices({ processId }))) {
      offices.push({ id, label: [idProceso, name, territory].filter((part) => part !== '').join(' · ') });
    }
  }
  const own = official.actor.scope['entidad'];
  return {
    offices,
    entidades: ENTIDADES.map(({ key, name }) => ({ key, name })),
    credentialTypes: DEFAULT_CREDENTIAL_TYPES.map(({ key, label }) => ({ key, label })),
    ownEntidad: own === undefined || own === '*' ? '' : own,
    sentences: Object.fromEntries(
      Object.entries(errorTexts)
        .filter(([code]) => IDENTIFIER_FAULT.test(code))
        .map(([code, text]) => [code.replace('ASPIRANTS.', ''), text]),
    ),
  };
}

function rowOf(aspirant: AspirantSummary, office: string, idProceso: string): AspirantRow {
  const { id, folio, displayName: name, status, registeredAt, confirmedAt } = aspirant;
  return { id, folio, name, office, idProceso, status, changedAt: short(confirmedAt ?? registeredAt) };
}

function readCursor(text: string): object | undefined {
  try {
    const [displayName, id] = JSON.parse(text) as unknown[];
    return { displayName, id };
  } catch {
    return undefined;
  }
}

/** Hora centro to the minute. */
function short(iso: string): string {
  return formatCentral(new Date(iso)).slice(0, 16);
}
