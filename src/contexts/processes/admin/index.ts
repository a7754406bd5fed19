import type { Official } from '../../../admin/official.js';
import { unchecked, type Contribution, type Place } from '../../../admin/screen.js';
import { parseCentral } from '../../../kernel/clock/central-time.js';
import { DomainError, Faults } from '../../../kernel/errors/domain-error.js';
import { AddOffice, CreateProcess, GetProcess, PlaceOffice, RegisterOplPublicKey, SetCapturePeriod } from '../index.js';
import { loadDueDates } from './due-dates.js';
import {
  loadCreateProcess,
  loadKeyForm,
  loadList,
  loadOfficeForm,
  loadPeriodForm,
  loadPlaceOffice,
  loadProcess,
} from './load.js';
import { loadList, processesFile } from './load-list.js';

const MANAGE = 'processes.manage';
const READ = 'processes.read';
const KEY = 'processes.public-key';

/** Processes, offices, periods and the OPL's public key (§4.1, §5.A, §13.1). */
export const processesAdmin: Contribution = {
  section: 'Proceso electoral',
  home: { permission: READ, load: loadDueDates },
  catalogues: [
    {
      id: 'procesos',
      list: { label: 'Procesos', permission: READ, component: 'processes/process-list', load: loadList },
      files: { excel: processesFile },
      verbs: {
        crear: {
          label: 'Crear proceso',
          permission: MANAGE,
          component: 'processes/create-process',
          load: loadCreateProcess,
          post: (official, { entidad, name, practice }) =>
            official.run(new CreateProcess(unchecked({ entidad, name, practice: practice === 'si' }))),
        },
      },
      record: {
        title: async (official, processId) => (await official.ask(new GetProcess({ processId }))).idProceso,
        show: { label: 'Proceso', permission: READ, component: 'processes/process', load: loadProcess },
        verbs: {
          'agregar-cargo': {
            label: 'Agregar cargo',
            permission: MANAGE,
            component: 'processes/add-office',
            load: loadOfficeForm,
            post: (official, { kind, name, territory }, { recordId: processId }) =>
              official.run(new AddOffice(unchecked({ kind, name, territory, processId }))),
          },
          'ubicar-cargo': {
            label: 'Ubicar cargo',
            permission: MANAGE,
            component: 'processes/place-office',
            load: loadPlaceOffice,
            post: (official, { territory, reason }, { query }) =>
              official.run(new PlaceOffice(unchecked({ territory, reason, officeId: query['cargo'] }))),
          },
          'fijar-periodo': {
            label: 'Fijar periodo',
            permission: MANAGE,
            component: 'processes/set-period',
            load: loadPeriodForm,
            post: setPeriod,
          },
          'registrar-llave': {
            label: 'Registrar llave pública',
            permission: KEY,
            component: 'processes/register-key',
            load: loadKeyForm,
            post: (official, { jwk }, { recordId: processId }) =>
              official.run(new RegisterOplPublicKey({ processId, jwk: parseJwk(jwk) })),
          },
          'generar-llaves': {
            label: 'Generar par de llaves',
            permission: KEY,
            component: 'processes/generate-key-pair',
            load: loadKeyForm,
            post: (official, { jwk }, { recordId: processId }) =>
              official.run(new RegisterOplPublicKey({ processId, jwk: parseJwk(jwk) })),
          },
        },
      },
    },
  ],
};

/** The form writes hora centro; the command knows instants. */
function setPeriod(
  official: Official,
  { name, opensAt, closesAt, active, reason, agreement, version, shortens }: Readonly<Record<string, unknown>>,
  { recordId: processId, query }: Place,
): Promise<object> {
  const faults = new Faults();
  const instantOf = (field: string, local: unknown): Date => {
    try {
      return parseCentral(typeof local === 'string' ? local : '');
    } catch {
      faults.add('PROCESSES.PERIOD_DATE_INVALID', { kind: 'invalid', field });
      return new Date(0);
    }
  };
  const terms = { opensAt: instantOf('opensAt', opensAt), closesAt: instantOf('closesAt', closesAt) };
  faults.throwIfAny();
  return official.run(
    new SetCapturePeriod(
      unchecked({
        processId,
        officeId: query['cargo'],
        periodId: query['periodo'],
        name,
        ...terms,
        active: active === 'si',
        reason,
        agreement,
        version,
        shortens: shortens === 'si',
      }),
    ),
  );
}

/** What was pasted or read from a file, as JSON. */
function parseJwk(text: unknown): Record<string, unknown> {
  try {
    const jwk: unknown = JSON.parse(String(text));
    if (typeof jwk === 'object' && jwk !== null && !Array.isArray(jwk)) return jwk as Record<string, unknown>;
  } catch {
    // Said below, as for any other text that is no key.
  }
  throw new DomainError('PROCESSES.KEY_KIND', { kind: 'invalid', field: 'jwk' });
}
