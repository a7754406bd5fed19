import { ENTIDAD_DETAIL } from '../../../admin/audit/labels.js';
import type { Official } from '../../../admin/official.js';
import { isConfirmed, unchecked, type Contribution, type Screen, type ScreenRequest } from '../../../admin/screen.js';
import { parseCentral } from '../../../kernel/clock/central-time.js';
import { DomainError, Faults } from '../../../kernel/errors/domain-error.js';
import {
  AddOffice,
  CorrectOffice,
  CorrectProcess,
  CreateProcess,
  LoadTerritory,
  SetAssistedCapture,
  SetOfficeRule,
  GetProcess,
  ListAllProcesses,
  SetOfficeTerritory,
  ProveOplPublicKey,
  RegisterOplPublicKey,
  RemoveOffice,
  SetCapturePeriod,
  WaiveOplKey,
} from '../index.js';
import { loadKeyDeadlines, loadRuleForm, loadTerritories } from './load-calendar.js';
import { ruleOf } from './parts/rule-form.js';
import { processesHome } from './home.js';
import {
  loadAssistedCapture,
  loadCreateProcess,
  loadKeyForm,
  loadKeyTest,
  loadOfficeCorrection,
  loadOfficeForm,
  loadPeriodForm,
  loadOfficeTerritoryForm,
  loadProcess,
} from './load.js';
import { territoryFile, territoryTemplate } from './territory-files.js';
import { processSubject } from './process-subject.js';
import { loadList, processesFile } from './load-list.js';
import { changeOfficeKind, officeKind, officeKinds } from './office-kinds.js';

const MANAGE = 'processes.manage';
const READ = 'processes.read';
const KEY = 'processes.public-key';
const TERRITORY = 'processes.territory';
/** The catalogue of the whole country is under 5 MB. */
const MAX_CATALOGUE_BYTES = 20_000_000;

const STATUS_LABELS = { true: 'Activo', false: 'Inactivo' };

/** Processes, offices, periods and the OPL's public key (§4.1, §5.A, §13.1). */
export const contribution: Contribution = {
  order: 100,
  section: 'Preparar el proceso',
  audit: {
    areas: { processes: 'Procesos' },
    details: {
      idProceso: { label: 'Id Proceso' },
      agreement: { label: 'Acuerdo' },
      name: { label: 'Nombre' },
      entidad: ENTIDAD_DETAIL,
      sections: { label: 'Secciones' },
      validFrom: { label: 'Vigente desde', instant: true },
      thumbprint: { label: 'Huella' },
      opensAt: { label: 'Abre', instant: true },
      closesAt: { label: 'Cierra', instant: true },
      active: { label: 'Estatus', values: STATUS_LABELS },
      kindLabel: { label: 'Tipo de cargo' },
      territoryName: { label: 'Municipio o distrito' },
      formerName: { label: 'Decía' },
      formerOpensAt: { label: 'Abría', instant: true },
      formerClosesAt: { label: 'Cerraba', instant: true },
      formerActive: { label: 'Estatus anterior', values: STATUS_LABELS },
      formerKindLabel: { label: 'Tipo de cargo anterior' },
      formerTerritoryName: { label: 'Municipio o distrito anterior' },
    },
    subjects: {
      process: processSubject,
      'capture-period': { label: 'Periodo' },
      'calendar-date': { label: 'Fecha del calendario' },
      office: { label: 'Cargo' },
      'office-kind': { label: 'Tipo de cargo' },
      'opl-public-key': { label: 'Llave pública' },
      'territory-catalogue': { label: 'Catálogo de territorio' },
    },
    streams: async (official) =>
      (await official.ask(new ListAllProcesses({}))).map(({ id, idProceso }) => ({ id, label: idProceso })),
  },
  home: processesHome,
  catalogues: [
    {
      id: 'procesos',
      list: { label: 'Procesos', permission: READ, component: 'processes/process-list', load: loadList },
      files: { excel: processesFile },
      actions: {
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
        actions: {
          'agregar-cargo': {
            label: 'Agregar cargo',
            permission: MANAGE,
            component: 'processes/add-office',
            load: loadOfficeForm,
            post: (official, { kind, name, territory, placeChecked }, { recordId: processId }) =>
              official.run(
                new AddOffice(unchecked({ kind, name, territory, processId, placeChecked: isConfirmed(placeChecked) })),
              ),
          },
          corregir: {
            label: 'Corregir proceso',
            permission: MANAGE,
            component: 'processes/correct-process',
            load: loadKeyForm,
            post: done((official, { name, practice, reason }, { recordId: processId }) =>
              official.run(new CorrectProcess(unchecked({ processId, name, practice: practice === 'si', reason }))),
            ),
          },
          'corregir-cargo': {
            label: 'Corregir cargo',
            permission: MANAGE,
            component: 'processes/correct-office',
            load: loadOfficeCorrection,
            post: (official, { placeChecked, ...office }, { query }) =>
              official.run(
                new CorrectOffice(
                  unchecked({ ...office, officeId: query['cargo'], placeChecked: isConfirmed(placeChecked) }),
                ),
              ),
          },
          'quitar-cargo': {
            label: 'Quitar cargo',
            permission: MANAGE,
            component: 'processes/remove-office',
            load: loadOfficeCorrection,
            post: done((official, { reason }, { query }) =>
              official.run(new RemoveOffice(unchecked({ reason, officeId: query['cargo'] }))),
            ),
          },
          'ubicar-cargo': {
            label: 'Ubicar cargo',
            permission: MANAGE,
            component: 'processes/set-office-territory',
            load: loadOfficeTerritoryForm,
            post: (official, { territory, reason, placeChecked }, { query }) =>
              official.run(
                new SetOfficeTerritory(
                  unchecked({ territory, reason, officeId: query['cargo'], placeChecked: isConfirmed(placeChecked) }),
                ),
              ),
          },
          'fijar-periodo': {
            label: 'Fijar periodo',
            permission: MANAGE,
            component: 'processes/set-period',
            load: loadPeriodForm,
            post: setPeriod,
          },
          'fijar-umbral': {
            label: 'Fijar umbral',
            permission: MANAGE,
            component: 'processes/set-rule',
            load: loadRuleForm,
            post: setRule,
          },
          'captura-asistida': {
            label: 'Captura asistida',
            permission: MANAGE,
            component: 'processes/set-assisted-capture',
            load: loadAssistedCapture,
            post: (official, { allowed, reasons, agreement, version }, { recordId: processId }) =>
              official.run(
                new SetAssistedCapture(
                  unchecked({ processId, allowed: allowed === 'si', reasons: linesOf(reasons), agreement, version }),
                ),
              ),
          },
          'registrar-llave': {
            label: 'Registrar llave pública',
            permission: KEY,
            component: 'processes/register-key',
            load: loadKeyForm,
            post: registerKey,
          },
          'comprobar-llave': {
            label: 'Comprobar llave',
            permission: KEY,
            component: 'processes/prove-key',
            load: loadKeyTest,
            post: (official, { keyId, proof }, { recordId: processId }) =>
              official.run(new ProveOplPublicKey(unchecked({ processId, keyId, proof }))),
          },
          'dispensar-llave': {
            label: 'Dispensar la comprobación',
            permission: 'processes.waive-key',
            component: 'processes/waive-key',
            load: loadKeyForm,
            post: done((official, { reason }, { recordId: processId }) =>
              official.run(new WaiveOplKey(unchecked({ processId, reason }))),
            ),
          },
          'generar-llaves': {
            label: 'Generar par de llaves',
            permission: KEY,
            component: 'processes/generate-key-pair',
            load: loadKeyForm,
            post: registerKey,
          },
        },
      },
    },
    {
      id: 'territorios',
      list: {
        label: 'Catálogos de territorio',
        permission: TERRITORY,
        component: 'processes/territory-list',
        load: loadTerritories,
      },
      files: { plantilla: territoryTemplate, catalogo: territoryFile },
      actions: {
        cargar: {
          label: 'Cargar catálogo',
          permission: TERRITORY,
          component: 'processes/load-territory',
          upload: { field: 'file', maxBytes: MAX_CATALOGUE_BYTES },
          post: (official, { file, shrinks }) =>
            official.run(new LoadTerritory({ file: textOf(file), shrinks: isConfirmed(shrinks) })),
        },
      },
    },
    officeKinds,
  ],
  pages: [
    {
      name: 'llaves-publicas',
      label: 'Llaves públicas de los OPL',
      permission: READ,
      component: 'processes/key-deadlines',
      load: loadKeyDeadlines,
    },
    officeKind,
    changeOfficeKind,
  ],
};

/** A form whose command returns nothing. */
function done(
  run: (official: Official, input: Readonly<Record<string, unknown>>, request: ScreenRequest) => Promise<unknown>,
): NonNullable<Screen['post']> {
  return async (...form) => {
    await run(...form);
    return {};
  };
}

/** One reason per line; empty lines are ignored. */
function linesOf(text: unknown): string[] {
  return (typeof text === 'string' ? text : '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Decodes the upload. Invalid UTF-8 is reported as a file that is not a catalogue. */
function textOf(file: unknown): string {
  try {
    if (file instanceof Uint8Array) return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    // Reported below.
  }
  throw new DomainError('PROCESSES.TERRITORY_HEADER', {
    kind: 'invalid',
    field: 'file',
    params: { fault: 'debe ser un archivo de texto (CSV)' },
  });
}

/** Converts the fields of the form to a rule. */
function setRule(
  official: Official,
  { agreement, reason, version, ...fields }: Readonly<Record<string, unknown>>,
  { query }: ScreenRequest,
): Promise<object> {
  const faults = new Faults();
  const rule = ruleOf(fields, (field) => {
    faults.add('PROCESSES.RULE_INVALID', { kind: 'invalid', field });
  });
  faults.throwIfAny();
  return official.run(new SetOfficeRule(unchecked({ officeId: query['cargo'], rule, agreement, reason, version })));
}

/** Converts the local times of the form (hora centro) to instants. */
function setPeriod(
  official: Official,
  {
    periodId,
    name,
    opensAt,
    closesAt,
    active,
    reason,
    agreement,
    version,
    shortens,
    stops,
  }: Readonly<Record<string, unknown>>,
  { recordId: processId, query }: ScreenRequest,
): Promise<object> {
  const faults = new Faults();
  const instantOf = (field: string, which: string, local: unknown): Date => {
    const text = typeof local === 'string' ? local : '';
    const [day, hour] = text.split('T');
    try {
      return parseCentral(text);
    } catch {
      const code = day === '' || !hour ? 'PROCESSES.PERIOD_DATE_MISSING' : 'PROCESSES.PERIOD_DATE_INVALID';
      faults.add(code, { kind: 'invalid', field, params: { which } });
      return new Date(0);
    }
  };
  const terms = {
    opensAt: instantOf('opensAt', 'de inicio', opensAt),
    closesAt: instantOf('closesAt', 'final', closesAt),
  };
  faults.throwIfAny();
  return official.run(
    new SetCapturePeriod(
      unchecked({
        processId,
        officeId: query['cargo'],
        periodId: periodId ?? query['periodo'],
        name,
        ...terms,
        active: active === 'si',
        reason,
        agreement,
        version,
        shortens: shortens === 'si',
        stops: stops === 'si',
      }),
    ),
  );
}

function registerKey(
  official: Official,
  { jwk, reason }: Readonly<Record<string, unknown>>,
  { recordId: processId }: ScreenRequest,
): Promise<object> {
  return official.run(new RegisterOplPublicKey(unchecked({ processId, jwk: parseJwk(jwk), reason })));
}

/** Parses what was pasted or read from a file. */
function parseJwk(text: unknown): Record<string, unknown> {
  try {
    const jwk: unknown = JSON.parse(String(text));
    if (typeof jwk === 'object' && jwk !== null && !Array.isArray(jwk)) return jwk as Record<string, unknown>;
  } catch {
    // Reported below, like any other text that is not a key.
  }
  throw new DomainError('PROCESSES.KEY_KIND', { kind: 'invalid', field: 'jwk' });
}
