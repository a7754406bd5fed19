import { listAsExcel, dateTimeColumn } from '../../../admin/list-file.js';
import { parseListRequest, listView } from '../../../admin/list.js';
import type { Official } from '../../../admin/official.js';
import { unchecked, type ListFile, type ScreenRequest } from '../../../admin/screen.js';
import type { ListView } from '../../../admin/views.js';
import { formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { FileColumn } from '../../../kernel/lists/list-file.js';
import { ENTIDADES, entidadByKey } from '#electoral/identifiers';
import {
  GetOfficial,
  GetOfficialNames,
  ListOfficials,
  ROLE_TABLE,
  ROLES,
  type OfficialChange,
  type OfficialView,
  type OfficialWithHistory,
} from '../index.js';
import { DECLARED_LABEL, STATUS_LABELS } from './parts/status-labels.js';
import type { AccountView, OfficialDetail, OfficialListView, OfficialRow } from './views.js';

const ENTIDAD_OPTIONS = ENTIDADES.map(({ key, name }) => ({ key, name }));

const FILE_COLUMNS: readonly FileColumn<OfficialRow>[] = [
  { header: 'Cuenta', width: 34, value: ({ account }) => account },
  { header: 'Persona', width: 40, value: ({ name }) => name },
  { header: 'Función', width: 28, value: ({ role }) => role },
  { header: 'Institución', width: 28, value: ({ institution }) => institution },
  {
    header: 'Estado',
    width: 26,
    value: ({ status, declared }) => (declared ? DECLARED_LABEL : STATUS_LABELS[status]),
  },
  dateTimeColumn('Vigente hasta (hora centro)', ({ grantEndsAt }) => grantEndsAt),
];

/** The list as an Excel file. Reading each page is audited like the list on the screen; a search runs once. */
export const officialsFile: ListFile = {
  permission: 'accounts.read',
  load: (official, screenRequest) => {
    let found: readonly string[] | undefined;
    const file = listAsExcel<OfficialRow>('accounts.read', 'cuentas', FILE_COLUMNS, async (each, pageRequest) => {
      const page = await findPage(each, pageRequest, found);
      ({ found } = page);
      return page.view;
    });
    return file.load(official, screenRequest);
  },
};

const SORTING = { sorts: { cuenta: 'account', vigencia: 'ends' } };

/** Query parameters: the filters `entidad`, `funcion` and `estado`, and the encrypted search term. */
export async function loadList(official: Official, screenRequest: ScreenRequest): Promise<OfficialListView> {
  const { view } = await findPage(official, screenRequest);
  const own = official.actor.scope['entidad'];
  const everywhere = own === undefined || own === '*';
  return {
    ...view,
    entidades: everywhere ? [{ key: 'derfe', name: 'DERFE' }, ...ENTIDAD_OPTIONS] : [],
    roles: ROLES.map((key) => ({ key, label: ROLE_TABLE[key].label })),
  };
}

async function findPage(
  official: Official,
  screenRequest: ScreenRequest,
  found?: readonly string[],
): Promise<{ readonly view: ListView<OfficialRow>; readonly found: readonly string[] | undefined }> {
  const listRequest = await parseListRequest(official, screenRequest, SORTING);
  const { entidad, funcion: role, estado: status } = screenRequest.query;
  const page = await official.ask(new ListOfficials(unchecked({ ...listRequest, entidad, role, status, found })));
  return { view: listView(listRequest, page, rowOf), found: page.found };
}

/** @throws DomainError ACCESS.OUT_OF_SCOPE if the account is outside the scope of the official. */
export function findOfficial(official: Official, accountId: string): Promise<OfficialWithHistory> {
  return official.ask(new GetOfficial(unchecked({ accountId })));
}

/** Name of an account for page titles, without personal data; the page itself reads that data, with one audit entry. */
export async function accountName(official: Official, accountId: string): Promise<string> {
  const [found] = await official.ask(new GetOfficialNames(unchecked({ ids: [accountId] })));
  if (!found) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return found.account;
}

export async function loadOfficial(official: Official, { recordId }: ScreenRequest): Promise<OfficialDetail> {
  return detailOf(official, await findOfficial(official, recordId));
}

function detailOf(official: Official, found: OfficialView): OfficialDetail {
  const { position, email, phone, hasPassword, createdAt, declaredAt, acceptedAt, grantEndsAt } = found;
  const { refusedAt, refusal, secondFactorAt, declarations } = found;
  return {
    ...rowOf(found),
    position,
    email,
    phone,
    password: passwordSentence(found),
    hasPassword,
    createdAt: formatMinute(createdAt),
    declaredAt: declaredAt && formatMinute(declaredAt),
    acceptedAt: acceptedAt && formatMinute(acceptedAt),
    refusedAt: refusedAt && formatMinute(refusedAt),
    refusal,
    declarations,
    secondFactorAt: secondFactorAt && formatMinute(secondFactorAt),
    expired: new Date(grantEndsAt) <= official.now(),
    isOwn: found.id === official.actor.id,
  };
}

/** An account with its history, for its own page. */
export async function loadAccount(official: Official, request: ScreenRequest): Promise<AccountView> {
  const found = await findOfficial(official, request.recordId);
  const changes = found.history;
  const ids = [...new Set(changes.map(({ by }) => by))].filter((id) => UUID.test(id));
  const names = new Map(
    (await official.ask(new GetOfficialNames({ ids }))).map(({ id, account }) => [id, account] as const),
  );
  return {
    ...detailOf(official, found),
    worksWithoutDeclaration: changes.some(
      (change) => change.kind === 'status' && change.from === null && change.to === 'active',
    ),
    history: changes.map((change) => ({
      at: formatMinute(change.at),
      what: sentenceOf(change),
      by: UUID.test(change.by) ? (names.get(change.by) ?? 'DERFE') : 'Sistema',
      reason: change.reason ?? '',
    })),
  };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

export const DATA_LABELS = {
  fullName: 'nombre',
  position: 'cargo',
  email: 'correo institucional',
  phone: 'teléfono',
} as const;

function sentenceOf(change: OfficialChange): string {
  switch (change.kind) {
    case 'grant':
      return `Cambió la vigencia: del ${formatMinute(change.from)} al ${formatMinute(change.to)}`;
    case 'declared':
      return `Se recibió la Declaratoria firmada (envío ${String(change.declaration)})`;
    case 'returned':
      return `Se devolvió la Declaratoria (envío ${String(change.declaration)})`;
    case 'invitation':
      return 'Se envió otra invitación; el enlace anterior dejó de servir';
    case 'second-factor':
      return 'Se restableció el segundo factor';
    case 'data':
      return correctionSentence(change);
    case 'status':
      if (change.from === 'active' && change.to === 'pending')
        return 'Espera otra Declaratoria, con el nombre corregido';
      if (change.from === null) return 'Alta de la cuenta';
      if (change.to === 'suspended') return 'Se suspendió';
      if (change.to === 'closed') return 'Se cerró';
      if (change.from === 'suspended') return 'Se reactivó';
      return `Se aceptó la Declaratoria${change.declaration === null ? '' : ` (envío ${String(change.declaration)})`}`;
  }
}

function correctionSentence({ former, otherPerson }: Extract<OfficialChange, { kind: 'data' }>): string {
  const corrected = Object.entries(former)
    .map(([field, value]) => `${DATA_LABELS[field as keyof typeof DATA_LABELS]} (decía «${value}»)`)
    .join(', ');
  const sentences = [
    corrected !== '' && `Se corrigió: ${corrected}`,
    otherPerson && 'Se señaló que el correo anterior era de otra persona',
  ];
  return sentences.filter((sentence) => sentence !== false).join('. ');
}

function passwordSentence({ status, hasPassword, linkIssuedAt }: OfficialView): string {
  if (hasPassword) return 'Elegida por su titular';
  if (status === 'closed') return 'Si eligió una, se borró al cerrar la cuenta';
  if (linkIssuedAt === null) return 'Aún no la elige';
  return `Aún no la elige; último enlace enviado el ${formatMinute(linkIssuedAt)} (hora centro)`;
}

function rowOf(found: OfficialView): OfficialRow {
  const { id, fullName, account, roleLabel, entidad, status, declaredAt, grantEndsAt } = found;
  return {
    id,
    name: fullName,
    account,
    role: roleLabel,
    institution: entidad === null ? 'DERFE' : `OPL · ${entidadByKey(entidad)?.name ?? entidad}`,
    status,
    declared: status === 'pending' && declaredAt !== null,
    grantEndsAt: formatMinute(grantEndsAt),
  };
}

/** Hora centro, to the minute. */
function formatMinute(iso: string): string {
  return formatCentralMinute(new Date(iso));
}
