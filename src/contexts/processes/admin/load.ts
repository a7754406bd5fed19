import type { Official } from '../../../admin/official.js';
import type { ScreenRequest } from '../../../admin/screen.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { ENTIDADES, entidadByKey } from '#electoral/identifiers';
import { isInTime } from '#electoral/time';
import { SUGGESTED_REASONS } from '../domain/assisted-capture.js';
import { hasTerritoryKey } from '../domain/office-territory.js';
import { deadlineInWords } from '../domain/opl-public-key.js';
import {
  GetAssistedCapture,
  GetCalendar,
  GetOffice,
  GetOfficeRule,
  GetProcess,
  ListFormerNames,
  ListOfficeChoices,
  ListOffices,
  ListPeriods,
  ListProcessChanges,
  ListPublicKeys,
  type CalendarEntry,
  type PeriodVersion,
  type ProcessView as Process,
} from '../index.js';
import { calendarRows, formatMinutes } from './load-calendar.js';
import { ruleSentence } from './parts/rule-form.js';
import type {
  AssistedCaptureFormView,
  CreateProcessView,
  KeyFormView,
  KeyState,
  KeyTestView,
  OfficeCorrectionView,
  OfficeFormView,
  PeriodFormView,
  PeriodRow,
  OfficeTerritoryFormView,
  ProcessRow,
  ProcessView,
} from './views.js';

const HOUR = 3_600_000;

export function loadCreateProcess(official: Official): Promise<CreateProcessView> {
  return Promise.resolve({ entidades: entidadesOf(official) });
}

/** The entidades in the official's scope. */
export function entidadesOf(official: Official): { key: string; name: string }[] {
  const own = official.actor.scope['entidad'];
  const entidades = own === undefined || own === '*' ? ENTIDADES : ENTIDADES.filter(({ key }) => key === own);
  return entidades.map(({ key, name }) => ({ key, name }));
}

export async function loadProcess(official: Official, { recordId: processId }: ScreenRequest): Promise<ProcessView> {
  const process = await official.ask(new GetProcess({ processId }));
  const formerNames = await official.ask(new ListFormerNames({ processId }));
  const offices = await official.ask(new ListOffices({ processId }));
  const versions = await official.ask(new ListPeriods({ processId }));
  const keys = await official.ask(new ListPublicKeys({ processId }));
  const calendar = await official.ask(new GetCalendar({ processId }));
  const changes = await official.ask(new ListProcessChanges({ processId }));
  const waiver = changes.find(({ kind }) => kind === 'key-waiver');
  const [assisted] = await official.ask(new GetAssistedCapture({ processId }));
  const rules = new Map<string, string>();
  for (const { id } of offices) {
    const [rule] = await official.ask(new GetOfficeRule({ officeId: id }));
    if (rule) rules.set(id, ruleSentence(rule.rule));
  }
  const periods = byPeriod(versions);
  return {
    process: rowOf(process),
    formerNames: formerNames.map(({ name, reason, at }) => ({ name, reason, at: formatMinutes(at) })),
    offices: offices.map(({ id, kindLabel, name, scope, territory, territoryName }) => ({
      id,
      kindLabel,
      name,
      territoryLabel:
        scope === 'municipality' && territoryName !== '' ? `Municipio de ${territoryName}` : territoryName,
      hasTerritoryKey: hasTerritoryKey({ scope, territory }),
      rule: rules.get(id) ?? null,
      periods: periods
        .filter(([newest]) => newest?.officeId === id)
        .map((each) => periodRow(each, process.mayOpen, official.now())),
    })),
    keys: keys.map(({ keyId, thumbprint, late, registeredAt, testedAt, reason, inForce }) => ({
      ...{ keyId, thumbprint, late, reason, inForce },
      registeredAt: formatMinutes(registeredAt),
      testedAt: testedAt && formatMinutes(testedAt),
    })),
    mayOpen: process.mayOpen,
    keyWaiver: waiver ? { at: formatMinutes(waiver.at), reason: waiver.reason ?? '' } : null,
    keyDueAt: keyDueAt(calendar),
    assistedReasons: assisted?.allowed === true ? assisted.reasons : null,
    calendar: calendarRows(calendar, versions.length > 0),
    closedAt: process.closedAt && formatMinutes(process.closedAt),
  };
}

function keyDueAt(calendar: readonly CalendarEntry[]): string | null {
  const at = calendar.find(({ key }) => key === 'opl-key')?.at;
  return at == null ? null : deadlineInWords(new Date(at));
}

export async function loadOfficeForm(official: Official, { recordId }: ScreenRequest): Promise<OfficeFormView> {
  const { id, idProceso, name, practice } = await official.ask(new GetProcess({ processId: recordId }));
  return {
    process: { id, idProceso, name, practice },
    kinds: await official.ask(new ListOfficeChoices({ processId: recordId })),
  };
}

export async function loadOfficeCorrection(
  official: Official,
  screenRequest: ScreenRequest,
): Promise<OfficeCorrectionView> {
  const form = await loadOfficeForm(official, screenRequest);
  const office = await official.ask(new GetOffice({ officeId: screenRequest.query['cargo'] ?? '' }));
  if (office.processId !== form.process.id) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  const { kind, name, territory } = office;
  return { ...form, office: { kind, name, territory } };
}

export async function loadOfficeTerritoryForm(
  official: Official,
  screenRequest: ScreenRequest,
): Promise<OfficeTerritoryFormView> {
  const { process, kinds } = await loadOfficeForm(official, screenRequest);
  const office = await official.ask(new GetOffice({ officeId: screenRequest.query['cargo'] ?? '' }));
  const kind = kinds.find(({ key }) => key === office.kind);
  if (!kind || office.processId !== process.id) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  const { name, territory, territoryName } = office;
  return { process, office: { name, territory, territoryName, hasTerritoryKey: hasTerritoryKey(office) }, kind };
}

export async function loadPeriodForm(official: Official, { recordId, query }: ScreenRequest): Promise<PeriodFormView> {
  const process = await official.ask(new GetProcess({ processId: recordId }));
  const office = await official.ask(new GetOffice({ officeId: query['cargo'] ?? '' }));
  if (office.processId !== recordId) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  const versions = await official.ask(new ListPeriods({ processId: recordId }));
  // A link without a period sets the first one of the office; if the office has one already, it changes that one.
  const period = versions.find(({ periodId, officeId }) =>
    query['periodo'] === undefined ? officeId === office.id : periodId === query['periodo'],
  );
  return {
    process: rowOf(process),
    office: { id: office.id, name: office.name },
    period: period
      ? {
          id: period.periodId,
          name: period.name,
          opensAt: formatMinutes(period.opensAt),
          closesAt: formatMinutes(period.closesAt),
          graceHours: period.graceHours,
          active: period.active,
          inForce: ['open', 'grace'].includes(stateOf(period, process.mayOpen, official.now())),
          version: period.version,
        }
      : null,
  };
}

export async function loadKeyForm(official: Official, { recordId: processId }: ScreenRequest): Promise<KeyFormView> {
  const process = await official.ask(new GetProcess({ processId }));
  return { process: rowOf(process), keyDueAt: keyDueAt(await official.ask(new GetCalendar({ processId }))) };
}

export async function loadKeyTest(official: Official, { recordId: processId }: ScreenRequest): Promise<KeyTestView> {
  const process = await official.ask(new GetProcess({ processId }));
  const [newest] = await official.ask(new ListPublicKeys({ processId }));
  if (newest?.testPackage == null || newest.testedAt !== null) return { process: rowOf(process), key: null };
  const { keyId, thumbprint, testPackage } = newest;
  return { process: rowOf(process), key: { keyId, thumbprint, testPackage } };
}

export async function loadAssistedCapture(
  official: Official,
  { recordId: processId }: ScreenRequest,
): Promise<AssistedCaptureFormView> {
  const { id, idProceso, name, practice } = await official.ask(new GetProcess({ processId }));
  const versions = await official.ask(new GetAssistedCapture({ processId }));
  const last = versions.find(({ reasons }) => reasons.length > 0);
  return {
    process: { id, idProceso, name, practice },
    version: versions[0]?.version ?? 0,
    allowed: versions[0]?.allowed ?? false,
    reasons: last?.reasons ?? SUGGESTED_REASONS,
    history: versions.map(({ version, allowed, reasons, agreement, effectiveFrom: at }) => ({
      version,
      allowed,
      reasons,
      agreement: agreement ?? '',
      at: formatMinutes(at),
    })),
  };
}

export function rowOf(process: Process): ProcessRow {
  const { id, idProceso, name, entidad, practice } = process;
  const key = keyState(process);
  return { id, idProceso, name, entidad: entidadByKey(entidad)?.name ?? entidad, practice, key };
}

function keyState({ oplPublicKey, oplPublicKeyLate, hasRegisteredKey }: Process): KeyState {
  if (oplPublicKey === null) return hasRegisteredKey ? 'untested' : 'missing';
  return oplPublicKeyLate ? 'late' : 'registered';
}

/** @param versions the versions of one period, newest first. */
function periodRow(versions: readonly PeriodVersion[], mayOpen: boolean, now: Date): PeriodRow {
  const [newest] = versions as [PeriodVersion, ...PeriodVersion[]];
  const graceEndsAt = graceEndOf(newest);
  return {
    id: newest.periodId,
    name: newest.name,
    opensAt: formatMinutes(newest.opensAt),
    closesAt: formatMinutes(newest.closesAt),
    graceEndsAt: formatMinutes(graceEndsAt.toISOString()),
    active: newest.active,
    state: stateOf(newest, mayOpen, now),
    version: newest.version,
    versions: versions.map(({ version, opensAt, closesAt, active, at, reason, agreement }) => ({
      ...{ version, active, reason: reason ?? '', agreement: agreement ?? '' },
      opensAt: formatMinutes(opensAt),
      closesAt: formatMinutes(closesAt),
      at: formatMinutes(at),
    })),
  };
}

function graceEndOf({ closesAt, graceHours }: PeriodVersion): Date {
  return new Date(new Date(closesAt).getTime() + graceHours * HOUR);
}

function stateOf(period: PeriodVersion, mayOpen: boolean, now: Date): PeriodRow['state'] {
  const graceEndsAt = graceEndOf(period);
  if (!period.active) return 'inactive';
  if (now < new Date(period.opensAt)) return 'to-come';
  if (!mayOpen && isInTime(graceEndsAt, now)) return 'waiting-key';
  if (isInTime(period.closesAt, now)) return 'open';
  return isInTime(graceEndsAt, now) ? 'grace' : 'over';
}

/** Groups the versions by period, in the order given (newest first). */
function byPeriod(versions: readonly PeriodVersion[]): PeriodVersion[][] {
  const periods = new Map<string, PeriodVersion[]>();
  for (const version of versions) {
    periods.set(version.periodId, [...(periods.get(version.periodId) ?? []), version]);
  }
  return [...periods.values()];
}
