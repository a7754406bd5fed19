import type { Official } from '../../../admin/official.js';
import { unchecked, type ScreenRequest } from '../../../admin/screen.js';
import { centralDay, formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { ListAllProcesses } from '../../processes/index.js';
import { ENTIDADES, entidadByKey } from '#electoral/identifiers';
import { ACCOUNT_DOMAIN } from '../domain/institutional-domains.js';
import {
  GetAccountRequest,
  ListAccountRequests,
  ListGrantChoices,
  ListInstitutionalDomains,
  ROLE_TABLE,
  ROLES,
  type AccountRequestView,
  type RequestedOfficialView,
} from '../index.js';
import { findOfficial } from './load.js';
import type {
  CreateView,
  DecideView,
  DomainsView,
  GrantOption,
  Option,
  PersonFormView,
  PersonRow,
  RegisterView,
  RenewView,
  RequestDetail,
  RequestListView,
} from './request-views.js';

const PAGE = 50;
/** Form value of the option without a process. */
export const NO_PROCESS = 'ninguno';

const entidadOptions = (): Option[] => ENTIDADES.map(({ key, name }) => ({ key, label: name }));
const shortOplName = (entidad: string): string => `OPL · ${entidadByKey(entidad)?.name ?? entidad}`;
const day = (date: string): string => date.split('-').reverse().join('/');
const formatMinute = (iso: string): string => formatCentralMinute(new Date(iso));

/** Query parameters: `situacion`, and `despues`, the number of the last request on the previous page. */
export async function loadRequests(official: Official, { query }: ScreenRequest): Promise<RequestListView> {
  const after = Number(query['despues']);
  const found = await official.ask(
    new ListAccountRequests(
      unchecked({
        status: query['situacion'],
        after: Number.isSafeInteger(after) && after > 0 ? after : undefined,
        limit: PAGE + 1,
      }),
    ),
  );
  const page = found.slice(0, PAGE);
  return {
    requests: page.map(({ receivedOn, entidad, ...row }) => ({
      ...row,
      institution: shortOplName(entidad),
      receivedOn: receivedOn && day(receivedOn),
    })),
    next: found.length > PAGE ? String(page.at(-1)?.number ?? '') : null,
  };
}

export function loadRegister(official: Official): Promise<RegisterView> {
  const own = official.actor.scope['entidad'];
  return Promise.resolve({
    entidades: entidadOptions().filter(({ key }) => own === undefined || own === '*' || key === own),
  });
}

export async function loadRequest(official: Official, { recordId }: ScreenRequest): Promise<RequestDetail> {
  const request = await official.ask(new GetAccountRequest({ requestId: recordId }));
  const { id, folio, entidad, state, oficioNumber, oficioDate, receivedOn, receivedBy } = request;
  const { discardReason, createdAt } = request;
  return {
    id,
    folio,
    institution: shortOplName(entidad),
    state,
    oficioNumber,
    oficioDate: oficioDate && day(oficioDate),
    receivedOn: receivedOn && day(receivedOn),
    receivedBy,
    discardReason,
    createdAt: formatMinute(createdAt),
    open: state === 'draft' || (state === 'received' && official.may('accounts.manage')),
    people: await loadPeople(official, request),
  };
}

async function loadPeople(official: Official, { officials }: AccountRequestView): Promise<PersonRow[]> {
  const processes = await official.ask(new ListAllProcesses({}));
  return officials.map(({ roleLabel, processId, decidedAt, ...person }) => ({
    ...person,
    role: roleLabel,
    process: processes.find(({ id }) => id === processId)?.name ?? null,
    decidedAt: decidedAt && formatMinute(decidedAt),
  }));
}

/**
 * Query parameter: `persona`, the id of the person.
 * @throws DomainError ACCESS.OUT_OF_SCOPE if the request does not include that person.
 */
export function findPerson(request: AccountRequestView, { query }: ScreenRequest): RequestedOfficialView {
  const found = request.officials.find(({ id }) => id === query['persona']);
  if (!found) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return found;
}

export async function loadAddPerson(official: Official, { recordId }: ScreenRequest): Promise<PersonFormView> {
  const { entidad, folio, emailDomains } = await official.ask(new GetAccountRequest({ requestId: recordId }));
  const processes = await official.ask(new ListAllProcesses({}));
  return {
    requestId: recordId,
    folio,
    roles: ROLES.filter((role) => ROLE_TABLE[role].institution !== 'derfe').map((key) => ({
      key,
      label: ROLE_TABLE[key].label,
    })),
    processes: processes
      .filter((process) => process.entidad === entidad)
      .map(({ id, idProceso, name }) => ({ key: id, label: `${name} · ${idProceso}` })),
    emailDomains: emailDomains.map((domain) => `@${domain}`),
    person: null,
  };
}

export async function loadCorrectPerson(official: Official, screenRequest: ScreenRequest): Promise<PersonFormView> {
  const request = await official.ask(new GetAccountRequest({ requestId: screenRequest.recordId }));
  const { fullName, position, email, phone, role, processId } = findPerson(request, screenRequest);
  return {
    ...(await loadAddPerson(official, screenRequest)),
    person: { fullName, position, email, phone, role, processId: processId ?? '' },
  };
}

export async function loadDecide(official: Official, screenRequest: ScreenRequest): Promise<DecideView> {
  const request = await official.ask(new GetAccountRequest({ requestId: screenRequest.recordId }));
  const requested = findPerson(request, screenRequest);
  const people = await loadPeople(official, request);
  const person = people.find(({ id }) => id === requested.id);
  if (!person) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  const canManage = official.may('accounts.manage');
  return {
    requestId: request.id,
    folio: request.folio,
    person,
    proposedAccount: canManage
      ? `${requested.email.split('@')[0]?.replace(/[^a-z0-9._-]/g, '') ?? ''}@${ACCOUNT_DOMAIN}`
      : '',
    processId: requested.processId ?? NO_PROCESS,
    grants: canManage ? await loadGrantOptions(official, request.entidad) : [],
  };
}

/** For officials of DERFE only; an OPL requests accounts by oficio. */
export async function loadCreate(official: Official): Promise<CreateView> {
  return {
    roles: ROLES.filter((role) => ROLE_TABLE[role].institution !== 'opl').map((key) => ({
      key,
      label: ROLE_TABLE[key].label,
    })),
    grants: await loadGrantOptions(official, null),
  };
}

export async function loadRenew(official: Official, { recordId }: ScreenRequest): Promise<RenewView> {
  const { fullName, account, entidad, processId, grantEndsAt } = await findOfficial(official, recordId);
  return {
    accountId: recordId,
    name: fullName,
    account,
    institution: entidad === null ? 'DERFE' : shortOplName(entidad),
    grantEndsAt: formatMinute(grantEndsAt),
    today: centralDay(official.now()),
    processId: processId ?? NO_PROCESS,
    grants: await loadGrantOptions(official, entidad),
  };
}

async function loadGrantOptions(official: Official, entidad: string | null): Promise<GrantOption[]> {
  const choices = await official.ask(new ListGrantChoices({ entidad }));
  return choices.map(({ processId, idProceso, name, latest, fromPeriods }) => ({
    key: processId ?? NO_PROCESS,
    label:
      processId === null
        ? entidad === null
          ? 'Ninguno: fecha propia'
          : 'Sin proceso registrado'
        : `${name ?? ''} · ${idProceso ?? ''}`,
    lastDay: formatMinute(latest).slice(0, 10),
    fromPeriods,
  }));
}

export async function loadDomains(official: Official): Promise<DomainsView> {
  const domains = await official.ask(new ListInstitutionalDomains({}));
  return {
    domains: domains.map(({ id, domain, entidad, purpose, addedAt }) => ({
      id,
      domain: `@${domain}`,
      institution: entidad === null ? 'INE' : shortOplName(entidad),
      use: purpose === 'account' ? 'Cuentas de acceso' : 'Correo institucional',
      fixed: purpose === 'account' && domain === ACCOUNT_DOMAIN,
      addedAt: formatMinute(addedAt).slice(0, 10),
    })),
    entidades: entidadOptions(),
  };
}
