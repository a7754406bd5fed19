import { isCalendarDate } from '#electoral/time';
import type { Official } from '../../../admin/official.js';
import { unchecked, type Catalogue, type Page, type ScreenRequest, type Screen } from '../../../admin/screen.js';
import { endOfCentralDay } from '../../../kernel/clock/central-time.js';
import { DomainError, Faults } from '../../../kernel/errors/domain-error.js';
import {
  AcceptRequestedOfficial,
  AddInstitutionalDomain,
  AddRequestedOfficial,
  CorrectRequestedOfficial,
  CreateOfficial,
  DiscardAccountRequest,
  GetAccountRequest,
  GetRequestOficio,
  PrepareAccountRequest,
  ReceiveAccountRequest,
  RefuseRequestedOfficial,
  RegisterAccountRequest,
  RemoveInstitutionalDomain,
  RenewGrant,
  WithdrawRequestedOfficial,
} from '../index.js';
import {
  loadAddPerson,
  loadCorrectPerson,
  loadCreate,
  loadDecide,
  loadDomains,
  loadRegister,
  loadRenew,
  loadRequest,
  loadRequests,
  NO_PROCESS,
} from './load-requests.js';

const MANAGE = 'accounts.manage';
const READ = 'account-requests.read';
const WRITE = 'account-requests.write';

export type Input = Readonly<Record<string, unknown>>;

/** The form contains the last day of the grant; the grant ends when that day ends in hora centro. */
function endOfDay(lastDay: unknown): string | undefined {
  return isCalendarDate(String(lastDay)) ? endOfCentralDay(String(lastDay)).toISOString() : undefined;
}

const processOf = (processId: unknown): unknown => (processId === NO_PROCESS || processId === '' ? null : processId);
/** Empty if the URL has no person; the command then fails with a not-found error. */
const personIdFrom = ({ query }: ScreenRequest): string => query['persona'] ?? '';

/**
 * Reports the errors of inputs at the fields of the form from which they come.
 * @param codes replaces the codes of errors, by input.
 */
async function reportAt<Result>(
  fields: Readonly<Record<string, string>>,
  run: Promise<Result>,
  codes: Readonly<Record<string, string>> = {},
): Promise<Result> {
  try {
    return await run;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const faults = new Faults();
    for (const { code, kind, field = '', params } of error.all()) {
      const shown = fields[field] ?? (field === '' ? undefined : field);
      faults.add(codes[field] ?? code, { kind, field: shown, params: { ...params, field: shown ?? '' } });
    }
    faults.throwIfAny();
    throw error;
  }
}

/** Reports the errors of a command to which the last day of a grant was passed as the end of that day. */
function reportAtLastDay<Result>(lastDay: unknown, run: Promise<Result>): Promise<Result> {
  const isInvalidDay = lastDay !== '' && endOfDay(lastDay) === undefined;
  return reportAt({ grantEndsAt: 'lastDay' }, run, isInvalidDay ? { grantEndsAt: 'ACCOUNTS.GRANT_DATE_INVALID' } : {});
}

function personScreen(
  label: string,
  permission: string,
  run: (official: Official, requestedOfficialId: string, input: Input) => Promise<unknown>,
): Screen {
  return {
    label,
    permission,
    component: 'accounts/decide-person',
    load: loadDecide,
    post: async (official, input, screenRequest) => {
      await run(official, personIdFrom(screenRequest), input);
      return {};
    },
  };
}

/**
 * Oficios that request accounts (§4.1–4.3). DERFE registers them and decides on them; an OPL prepares and reads its
 * own.
 */
export const requestsCatalogue: Catalogue = {
  id: 'solicitudes-de-cuentas',
  list: { label: 'Solicitudes de cuentas', permission: READ, component: 'accounts/request-list', load: loadRequests },
  actions: {
    registrar: {
      label: 'Registrar oficio',
      permission: MANAGE,
      component: 'accounts/register-request',
      load: loadRegister,
      post: (official, input) => official.run(new RegisterAccountRequest(unchecked(input))),
    },
    preparar: {
      label: 'Preparar solicitud',
      permission: 'account-requests.prepare',
      component: 'accounts/prepare-request',
      load: loadRegister,
      post: (official, { entidad }) => official.run(new PrepareAccountRequest(unchecked({ entidad }))),
    },
  },
  record: {
    title: async (official, requestId) => (await official.ask(new GetAccountRequest({ requestId }))).folio,
    show: { label: 'Solicitud de cuentas', permission: READ, component: 'accounts/request', load: loadRequest },
    actions: {
      recibir: {
        label: 'Registrar su recepción',
        permission: MANAGE,
        component: 'accounts/register-request',
        load: loadRequest,
        post: async (official, input, { recordId }) => {
          await official.run(new ReceiveAccountRequest(unchecked({ ...input, requestId: recordId })));
          return { requestId: recordId };
        },
      },
      descartar: {
        label: 'Descartar solicitud',
        permission: WRITE,
        component: 'accounts/discard-request',
        load: loadRequest,
        post: async (official, { reason }, { recordId }) => {
          await official.run(new DiscardAccountRequest(unchecked({ requestId: recordId, reason })));
          return {};
        },
      },
      'agregar-persona': {
        label: 'Agregar persona',
        permission: WRITE,
        component: 'accounts/requested-person',
        load: loadAddPerson,
        post: (official, { processId, ...person }, { recordId }) =>
          official.run(
            new AddRequestedOfficial(unchecked({ ...person, processId: processOf(processId), requestId: recordId })),
          ),
      },
      'corregir-persona': {
        label: 'Corregir datos',
        permission: WRITE,
        component: 'accounts/requested-person',
        load: loadCorrectPerson,
        post: async (official, { processId, ...person }, screenRequest) => {
          const changed = {
            ...person,
            processId: processOf(processId),
            requestedOfficialId: personIdFrom(screenRequest),
          };
          await official.run(new CorrectRequestedOfficial(unchecked(changed)));
          return {};
        },
      },
      'quitar-persona': personScreen('Quitar de la solicitud', WRITE, (official, requestedOfficialId) =>
        official.run(new WithdrawRequestedOfficial({ requestedOfficialId })),
      ),
      'aceptar-persona': personScreen('Dar de alta cuenta', MANAGE, (official, requestedOfficialId, input) => {
        const { account, processId, lastDay } = input;
        const granted = {
          requestedOfficialId,
          account,
          processId: processOf(processId),
          grantEndsAt: endOfDay(lastDay),
        };
        return reportAtLastDay(lastDay, official.run(new AcceptRequestedOfficial(unchecked(granted))));
      }),
      'rechazar-persona': personScreen('Negar cuenta', MANAGE, (official, requestedOfficialId, { reason }) =>
        official.run(new RefuseRequestedOfficial(unchecked({ requestedOfficialId, reason }))),
      ),
    },
    files: {
      oficio: {
        permission: READ,
        load: async (official, requestId) => {
          const { fileName, pdf } = await official.ask(new GetRequestOficio({ requestId }));
          return { fileName, type: 'application/pdf', content: pdf };
        },
      },
    },
  },
};

/** Creates an account for an official of DERFE. */
export const createScreen: Screen = {
  label: 'Dar de alta cuenta de la DERFE',
  permission: MANAGE,
  component: 'accounts/create-official',
  load: loadCreate,
  post: (official, { processId, lastDay, ...rest }) => {
    const granted = { ...rest, entidad: null, processId: processOf(processId), grantEndsAt: endOfDay(lastDay) };
    return reportAtLastDay(lastDay, official.run(new CreateOfficial(unchecked(granted))));
  },
};

/** Changes the end of the grant of an account. */
export const renewScreen: Screen = {
  label: 'Cambiar vigencia',
  permission: MANAGE,
  component: 'accounts/renew-grant',
  load: loadRenew,
  post: async (official, { processId, lastDay, reason }, { recordId }) => {
    const renewed = { accountId: recordId, processId: processOf(processId), grantEndsAt: endOfDay(lastDay), reason };
    await reportAtLastDay(lastDay, official.run(new RenewGrant(unchecked(renewed))));
    return {};
  },
};

export const domainsPage: Page = {
  name: 'dominios-institucionales',
  label: 'Dominios institucionales',
  permission: MANAGE,
  component: 'accounts/domains',
  load: loadDomains,
  post: async (official, { domainId, institution, domain }) => {
    if (domainId !== undefined) {
      await official.run(new RemoveInstitutionalDomain(unchecked({ domainId })));
      return {};
    }
    const entidad = institution === 'ine' ? null : institution;
    return reportAt(
      { entidad: 'institution' },
      official.run(new AddInstitutionalDomain(unchecked({ entidad, domain }))),
    );
  },
};
