import type { INestApplicationContext } from '@nestjs/common';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { centralDay } from '../../kernel/clock/central-time.js';
import { Clock } from '../../kernel/clock/clock.js';
import { hashPassword } from '../../kernel/crypto/password.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import {
  AcceptDeclaration,
  AcceptRequestedOfficial,
  AddInstitutionalDomain,
  AddRequestedOfficial,
  CreateFirstAdministrator,
  CreateOfficial,
  GetAccountRequest,
  IssueAccessLink,
  ListAccountRequests,
  ListInstitutionalDomains,
  ListOfficials,
  RegisterAccountRequest,
  ROLE_TABLE,
  SetPassword,
  UploadDeclaration,
  type Role,
} from '../../contexts/accounts/index.js';
import { INVENTED_HOME } from '../../synthetic/index.js';
import { signedScan } from '../builders/signed-scan.js';
import { requireDemonstration } from './require-demonstration.js';

/** E-mail domain of the fictitious OPL. */
const OPL_DOMAIN = 'ieeq.example';
const YEAR = 365 * 86_400_000;
const seed = systemActor('demonstration.seed');

/** Shared by all accounts; the demonstration has no secrets. */
export const OFFICIALS_PASSWORD = 'papalote verde del cerro';

export interface DemonstrationOfficial {
  readonly fullName: string;
  readonly account: string;
  readonly role: Role;
  /** Null for DERFE. */
  readonly entidad: string | null;
}

/** One fictitious official per role. */
export const OFFICIALS: readonly DemonstrationOfficial[] = [
  {
    fullName: 'Irene Cámara Tello',
    account: 'administracion.derfe@ine.mx',
    role: 'derfe-administrator',
    entidad: null,
  },
  { fullName: 'Óscar Lara Quintana', account: 'operacion.derfe@ine.mx', role: 'derfe-operator', entidad: null },
  ...(
    [
      ['Rosa Trejo Xolotl', 'administracion.qro@ine.mx', 'opl-administrator'],
      ['Julio Arce Muñoz', 'registro.qro@ine.mx', 'opl-registrar'],
      ['Elena Paz Orduña', 'revision.qro@ine.mx', 'opl-reviewer'],
      ['Lucía Mora Trejo', 'supervision.qro@ine.mx', 'opl-supervisor'],
      ['Tomás Vega Íñiguez', 'captura.qro@ine.mx', 'opl-paper-capturist'],
      ['Nora Soto Beltrán', 'auditoria.qro@ine.mx', 'auditor'],
      ['Hugo Rincón Maya', 'atencion.qro@ine.mx', 'help-desk'],
    ] as const
  ).map(([fullName, account, role]) => ({ fullName, account, role, entidad: INVENTED_HOME })),
];

/**
 * Seeds one account per role, ready to use: password set, Declaratoria uploaded and accepted. Idempotent.
 * @throws Error in production.
 */
export async function seedOfficials(app: INestApplicationContext): Promise<void> {
  requireDemonstration(app);
  const dispatcher = app.get(Dispatcher);
  const { rows: known } = await dispatcher.ask(seed, new ListOfficials({ limit: 200 }));
  const now = app.get(Clock).now();
  const grantEndsAt = new Date(now.getTime() + YEAR).toISOString();
  for (const official of OFFICIALS) {
    const found = known.find(({ account }) => account === official.account);
    const accountId = found?.id ?? (await create(dispatcher, official, { now, grantEndsAt }));
    if (found?.hasPassword !== true) await setPassword(dispatcher, accountId);
    const ready = official.role === 'derfe-administrator' || (found !== undefined && found.status !== 'pending');
    if (!ready) await declare(dispatcher, accountId);
  }
}

async function create(
  dispatcher: Dispatcher,
  official: DemonstrationOfficial,
  { now, grantEndsAt }: { now: Date; grantEndsAt: string },
): Promise<string> {
  const { account, fullName, role, entidad } = official;
  const [name = ''] = account.split('@');
  const person = { fullName, position: ROLE_TABLE[role].label, phone: '442 555 0300' };
  if (entidad !== null) {
    const request = { ...person, email: `${name}@${OPL_DOMAIN}`, account, role, entidad, processId: null, grantEndsAt };
    return createAccountByOficio(dispatcher, seed, request, now);
  }
  const data = { ...person, email: account, account, grantEndsAt };
  const created =
    role === 'derfe-administrator'
      ? await dispatcher.run(seed, new CreateFirstAdministrator(data))
      : await dispatcher.run(seed, new CreateOfficial({ ...data, role, entidad, processId: null }));
  return created.accountId;
}

export interface RequestedAccount {
  readonly fullName: string;
  readonly position: string;
  readonly email: string;
  readonly phone: string;
  readonly account: string;
  readonly role: Role;
  readonly entidad: string;
  readonly processId: string | null;
  readonly grantEndsAt: string;
}

/** Creates an OPL account (§4.1–4.3): domain, oficio, requested official, acceptance. Resumes after an interruption. */
export async function createAccountByOficio(
  dispatcher: Dispatcher,
  actor: Actor,
  { account, grantEndsAt, entidad, ...person }: RequestedAccount,
  now: Date,
): Promise<string> {
  const domain = person.email.split('@')[1] ?? '';
  const domains = await dispatcher.ask(actor, new ListInstitutionalDomains({}));
  if (!domains.some((known) => known.entidad === entidad && known.domain === domain)) {
    await dispatcher.run(actor, new AddInstitutionalDomain({ entidad, domain }));
  }
  const [known] = await dispatcher.ask(actor, new ListAccountRequests({ entidad, limit: 1 }));
  const requestId = known?.id ?? (await registerOficio(dispatcher, actor, entidad, centralDay(now)));
  const { officials } = await dispatcher.ask(actor, new GetAccountRequest({ requestId }));
  const pending = officials.find(({ email, status }) => email === person.email && status === 'pending');
  const requestedOfficialId =
    pending?.id ??
    (await dispatcher.run(actor, new AddRequestedOfficial({ ...person, requestId }))).requestedOfficialId;
  const { processId } = person;
  const { accountId } = await dispatcher.run(
    actor,
    new AcceptRequestedOfficial({ requestedOfficialId, account, processId, grantEndsAt }),
  );
  return accountId;
}

async function registerOficio(dispatcher: Dispatcher, actor: Actor, entidad: string, today: string): Promise<string> {
  const { requestId } = await dispatcher.run(
    actor,
    new RegisterAccountRequest({
      entidad,
      oficioNumber: `SE/${today.slice(0, 4)}/001`,
      oficioDate: today,
      receivedBy: 'Lucía Bernal Ochoa',
      receivedOn: today,
    }),
  );
  return requestId;
}

let storedHash: Promise<string> | undefined;

/** All invented officials have the same password. */
function officialsPasswordHash(): Promise<string> {
  storedHash ??= hashPassword(OFFICIALS_PASSWORD);
  return storedHash;
}

/** The mail job may issue a newer link, which invalidates this one; in that case this retries with another. */
export async function setPassword(dispatcher: Dispatcher, accountId: string, attempts = 5): Promise<void> {
  const { link } = await dispatcher.run(seed, new IssueAccessLink({ accountId, hours: 1 }));
  const token = new URL(link).pathname.split('/').at(-1) ?? '';
  try {
    await dispatcher.run(seed, new SetPassword({ token, passwordHash: await officialsPasswordHash() }));
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'ACCOUNTS.LINK_INVALID' || attempts === 1) throw error;
    await setPassword(dispatcher, accountId, attempts - 1);
  }
}

/** Uploads and accepts the Declaratoria of an account, which activates it. */
export async function declare(dispatcher: Dispatcher, accountId: string): Promise<void> {
  const scan = new Uint8Array(await signedScan(accountId));
  await dispatcher.run(seed, new UploadDeclaration({ accountId, scan }));
  await dispatcher.run(seed, new AcceptDeclaration({ accountId, delivery: 1 }));
}
