import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import type { Actor } from '../../kernel/access/actor.js';
import { systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { SetCapturePeriod } from '../processes/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { AccountsModule } from './accounts.module.js';
import { officialScope, ROLE_TABLE, type Role } from './domain/roles.js';
import {
  AcceptRequestedOfficial,
  AddInstitutionalDomain,
  AddRequestedOfficial,
  CorrectRequestedOfficial,
  DiscardAccountRequest,
  GetAccountRequest,
  GetOfficialSession,
  ListAccountRequests,
  ListInstitutionalDomains,
  ListOfficials,
  PrepareAccountRequest,
  ReceiveAccountRequest,
  RefuseRequestedOfficial,
  RegisterAccountRequest,
  RemoveInstitutionalDomain,
  RenewGrant,
  WithdrawRequestedOfficial,
} from './index.js';
import { addOffice, createProcess } from '../../demonstration/world/index.js';

const START = '2027-01-15T18:00:00Z';
const shell = systemActor('back-office');
const actorOf = (role: Role, entidad: string | null): Actor => ({
  kind: 'official',
  id: role,
  label: role,
  permissions: new Set(ROLE_TABLE[role].permissions),
  scope: officialScope(entidad),
});
const derfe = actorOf('derfe-administrator', null);
const opl = actorOf('opl-administrator', '22');
const foreign = actorOf('opl-administrator', '14');

const oficio = {
  oficioNumber: 'IEEQ/SE/0001/2027',
  oficioDate: '2027-01-11',
  receivedBy: 'Lucía Bernal Ochoa',
  receivedOn: '2027-01-13',
} as const;
const rosa = {
  fullName: 'Rosa Trejo Xolotl',
  position: 'Directora de organización',
  email: 'rosa.trejo@ieeq.example',
  phone: '442 101 9800',
  role: 'opl-reviewer',
  processId: null,
} as const;
const grant = { account: 'rosa.trejo@ine.mx', processId: null, grantEndsAt: '2027-06-30T06:00:00Z' } as const;

let context: TestContext;
let dispatcher: Dispatcher;
let numbers = 0;

beforeAll(async () => {
  context = await contextModule([AccountsModule, ProcessesModule]);
  dispatcher = context.module.get(Dispatcher);
  await dispatcher.run(
    derfe,
    new AddInstitutionalDomain({ purpose: 'contact', entidad: '22', domain: 'ieeq.example' }),
  );
});
afterAll(() => context.close());
beforeEach(() => {
  context.clock.set(START);
  numbers += 1;
});

const sql = <Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> =>
  context.module.get(EntityManager).fork().execute<Row[]>(text, params);
/** A different person for each test, because a person can have only one account. */
const newPerson = (more: object = {}) => ({
  ...rosa,
  email: `persona.${String(numbers)}@ieeq.example`,
  ...more,
});
const register = async (entidad = '22'): Promise<string> =>
  (
    await dispatcher.run(
      derfe,
      new RegisterAccountRequest({ ...oficio, entidad, oficioNumber: `IEEQ/SE/${String(numbers)}/2027` }),
    )
  ).requestId;
const add = async (requestId: string, person: object = newPerson(), actor = derfe): Promise<string> =>
  (await dispatcher.run(actor, new AddRequestedOfficial({ ...newPerson(), ...person, requestId }))).requestedOfficialId;
const accept = (requestedOfficialId: string, more: object = {}) =>
  dispatcher.run(
    derfe,
    new AcceptRequestedOfficial({
      ...grant,
      account: `cuenta.${String(numbers)}@ine.mx`,
      ...more,
      requestedOfficialId,
    }),
  );
const view = (requestId: string, actor = derfe) => dispatcher.ask(actor, new GetAccountRequest({ requestId }));
const situation = async (requestId: string): Promise<string | undefined> =>
  (await dispatcher.ask(derfe, new ListAccountRequests({}))).find(({ id }) => id === requestId)?.situation;

describe('an oficio through the UTVOPL (§4.1–4.2)', () => {
  it('is registered with its number, its date and the encrypted name of its receiver', async () => {
    const requestId = await register();
    expect(await view(requestId)).toMatchObject({
      entidad: '22',
      state: 'received',
      oficioDate: '2027-01-11',
      receivedOn: '2027-01-13',
      receivedBy: oficio.receivedBy,
    });
    const stored = await sql<{ row: string }>('select row_to_json(r)::text as row from accounts.account_request r');
    expect(stored.map(({ row }) => row).join()).not.toContain('Bernal');
  });

  it('is registered once per entidad', async () => {
    await register();
    await expect(register()).rejects.toMatchObject({ code: 'ACCOUNTS.OFICIO_TAKEN', field: 'oficioNumber' });
    await expect(register('14')).resolves.toEqual(expect.any(String));
  });

  it.each([
    ['written tomorrow', { oficioDate: '2027-01-16' }, 'ACCOUNTS.OFICIO_IN_THE_FUTURE', 'oficioDate'],
    ['received before it was written', { receivedOn: '2027-01-10' }, 'ACCOUNTS.OFICIO_RECEIVED_BEFORE', 'receivedOn'],
  ])('is refused if it was %s', async (_, change, code, field) => {
    const refused = dispatcher.run(derfe, new RegisterAccountRequest({ ...oficio, entidad: '22', ...change }));
    await expect(refused).rejects.toMatchObject({ code, field });
  });

  it('is registered only by DERFE and read by the OPL that sent it', async () => {
    const requestId = await register();
    const own = dispatcher.run(opl, new RegisterAccountRequest({ ...oficio, entidad: '22' }));
    await expect(own).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
    expect((await view(requestId, opl)).id).toBe(requestId);
    await expect(view(requestId, foreign)).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
    expect(await dispatcher.ask(foreign, new ListAccountRequests({ entidad: '22' }))).toEqual([]);
  });

  it('shows the decision on each person (§4.2)', async () => {
    const requestId = await register();
    expect(await situation(requestId)).toBe('to-decide');
    const [accepted, refused] = [
      await add(requestId),
      await add(requestId, { email: `otra.${String(numbers)}@ieeq.example` }),
    ];
    await accept(accepted);
    expect(await situation(requestId)).toBe('to-decide');
    await dispatcher.run(
      derfe,
      new RefuseRequestedOfficial({ requestedOfficialId: refused, reason: 'Ya no labora en el OPL' }),
    );
    expect(await situation(requestId)).toBe('decided');
    expect((await view(requestId)).officials).toMatchObject([
      { status: 'accepted', account: `cuenta.${String(numbers)}@ine.mx` },
      { status: 'refused', reason: 'Ya no labora en el OPL', account: null },
    ]);
  });
});

describe('an official requested by oficio (§4.2–4.3)', () => {
  it.each([
    ['an address of another institution', { email: 'rosa@iepc.example' }, 'ACCOUNTS.EMAIL_NOT_INSTITUTIONAL', 'email'],
    ['a personal address', { email: 'rosa@gmail.com' }, 'ACCOUNTS.EMAIL_NOT_INSTITUTIONAL', 'email'],
    ['no address', { email: 'rosa' }, 'ACCOUNTS.EMAIL_FORMAT', 'email'],
    ['a telephone of nine digits', { phone: '442101980' }, 'ACCOUNTS.PHONE_FORMAT', 'phone'],
    ['no full name', { fullName: '' }, 'KERNEL.INPUT_INVALID', 'fullName'],
    ['no position', { position: '' }, 'KERNEL.INPUT_INVALID', 'position'],
    ['a role of DERFE', { role: 'derfe-operator' }, 'ACCOUNTS.ROLE_OF_ANOTHER_INSTITUTION', 'entidad'],
  ])('is refused with %s, naming the field', async (_, change, code, field) => {
    const requestId = await register();
    await expect(add(requestId, change)).rejects.toMatchObject({ code, field });
  });

  it('is refused while the OPL has no registered domain', async () => {
    const requestId = await register('14');
    await expect(add(requestId, { email: 'rosa@iepc.example' })).rejects.toMatchObject({
      code: 'ACCOUNTS.EMAIL_WITHOUT_DOMAINS',
    });
  });

  it('is requested by one oficio only, even with two concurrent requests (§4.2)', async () => {
    const [first, second] = [await register(), await register('14')];
    await dispatcher.run(
      derfe,
      new AddInstitutionalDomain({ purpose: 'contact', entidad: '14', domain: 'ieeq.example' }),
    );
    const outcomes = await Promise.allSettled([add(first), add(second)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'ACCOUNTS.EMAIL_ASKED', field: 'email' },
    });
  });

  it('cannot be requested again if they have an account (§4.2)', async () => {
    const requestId = await register();
    await accept(await add(requestId));
    await expect(add(requestId)).rejects.toMatchObject({ code: 'ACCOUNTS.EMAIL_TAKEN', field: 'email' });
  });

  it('is decided once', async () => {
    const id = await add(await register());
    await accept(id);
    const decided = { code: 'ACCOUNTS.REQUESTED_DECIDED' };
    await expect(accept(id)).rejects.toMatchObject(decided);
    const refused = dispatcher.run(derfe, new RefuseRequestedOfficial({ requestedOfficialId: id, reason: 'Otra vez' }));
    await expect(refused).rejects.toMatchObject(decided);
    const corrected = dispatcher.run(derfe, new CorrectRequestedOfficial({ ...newPerson(), requestedOfficialId: id }));
    await expect(corrected).rejects.toMatchObject(decided);
  });

  it('can be corrected or withdrawn before the decision', async () => {
    const requestId = await register();
    const id = await add(requestId);
    await dispatcher.run(
      derfe,
      new CorrectRequestedOfficial({ ...newPerson({ fullName: 'Rosa María Trejo' }), requestedOfficialId: id }),
    );
    expect((await view(requestId)).officials).toMatchObject([{ fullName: 'Rosa María Trejo' }]);
    await dispatcher.run(derfe, new WithdrawRequestedOfficial({ requestedOfficialId: id }));
    expect((await view(requestId)).officials).toEqual([]);
    await expect(add(requestId)).resolves.toEqual(expect.any(String));
  });

  it('gets a pending account with the data of the oficio (§4.3–4.4)', async () => {
    const { accountId } = await accept(await add(await register()));
    const {
      rows: [official],
    } = await dispatcher.ask(derfe, new ListOfficials({ accountId }));
    expect(official).toMatchObject({
      fullName: rosa.fullName,
      position: rosa.position,
      phone: '4421019800',
      role: 'opl-reviewer',
      entidad: '22',
      status: 'pending',
    });
  });

  it('is decided only by DERFE', async () => {
    const id = await add(await register());
    for (const command of [
      new AcceptRequestedOfficial({ ...grant, requestedOfficialId: id }),
      new RefuseRequestedOfficial({ requestedOfficialId: id, reason: 'Sin motivo' }),
    ]) {
      await expect(dispatcher.run<unknown>(opl, command)).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
    }
  });
});

describe('a request prepared by an OPL (§4.1)', () => {
  const prepare = async () => (await dispatcher.run(opl, new PrepareAccountRequest({ entidad: '22' }))).requestId;

  it('is a draft of the OPL until the signed oficio is received; then only DERFE can change it', async () => {
    const requestId = await prepare();
    const id = await add(requestId, newPerson(), opl);
    expect(await situation(requestId)).toBe('draft');
    await expect(accept(id)).rejects.toMatchObject({ code: 'ACCOUNTS.REQUEST_NOT_RECEIVED' });
    await dispatcher.run(
      derfe,
      new ReceiveAccountRequest({ ...oficio, oficioNumber: `IEEQ/P/${String(numbers)}`, requestId }),
    );
    expect(await situation(requestId)).toBe('to-decide');
    await expect(add(requestId, { email: `mas.${String(numbers)}@ieeq.example` }, opl)).rejects.toMatchObject({
      code: 'ACCOUNTS.REQUEST_RECEIVED',
    });
    await expect(accept(id)).resolves.toMatchObject({ accountId: expect.any(String) });
  });

  it('is not accessible to another OPL', async () => {
    const requestId = await prepare();
    await expect(add(requestId, newPerson(), foreign)).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
    const refused = dispatcher.run(foreign, new PrepareAccountRequest({ entidad: '22' }));
    await expect(refused).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
  });

  it('can be discarded; its people can then be requested in another one', async () => {
    const requestId = await prepare();
    await add(requestId, newPerson(), opl);
    await dispatcher.run(opl, new DiscardAccountRequest({ requestId }));
    expect(await situation(requestId)).toBe('discarded');
    await expect(add(requestId, newPerson(), opl)).rejects.toMatchObject({ code: 'ACCOUNTS.REQUEST_DISCARDED' });
    await expect(add(await prepare(), newPerson(), opl)).resolves.toEqual(expect.any(String));
    const received = dispatcher.run(derfe, new ReceiveAccountRequest({ ...oficio, requestId }));
    await expect(received).rejects.toMatchObject({ code: 'ACCOUNTS.REQUEST_NOT_A_DRAFT' });
  });
});

describe('institutional domains (§4.1, §4.4)', () => {
  it('are added and removed; existing addresses stay valid', async () => {
    const { domainId } = await dispatcher.run(
      derfe,
      new AddInstitutionalDomain({ purpose: 'contact', entidad: '22', domain: 'Consejos.IEEQ.example' }),
    );
    const again = dispatcher.run(
      derfe,
      new AddInstitutionalDomain({ purpose: 'contact', entidad: '22', domain: 'consejos.ieeq.example' }),
    );
    await expect(again).rejects.toMatchObject({ code: 'ACCOUNTS.DOMAIN_KNOWN', field: 'domain' });
    const email = `persona.${String(numbers)}@consejos.ieeq.example`;
    const { accountId } = await accept(await add(await register(), { email }));
    await dispatcher.run(derfe, new RemoveInstitutionalDomain({ domainId }));
    expect((await dispatcher.ask(derfe, new ListOfficials({ accountId }))).rows).toMatchObject([{ email }]);
    numbers += 1;
    await expect(add(await register(), { email: `otra.${email}` })).rejects.toMatchObject({
      code: 'ACCOUNTS.EMAIL_NOT_INSTITUTIONAL',
    });
  });

  it('always include one for account names', async () => {
    const domains = await dispatcher.ask(derfe, new ListInstitutionalDomains({}));
    const account = domains.find(({ purpose }) => purpose === 'account');
    expect(account?.domain).toBe('ine.mx');
    const removed = dispatcher.run(derfe, new RemoveInstitutionalDomain({ domainId: account?.id ?? '' }));
    await expect(removed).rejects.toMatchObject({ code: 'ACCOUNTS.DOMAIN_LAST' });
  });

  it('are managed only by DERFE administrators', async () => {
    const refused = dispatcher.run(
      opl,
      new AddInstitutionalDomain({ purpose: 'contact', entidad: '22', domain: 'nuevo.example' }),
    );
    await expect(refused).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
  });
});

describe('the end of a grant (§4.2)', () => {
  let processId: string;
  /** The period closes on 20 February 2027 at noon with 24 hours of grace; grants can last until the 180th day after. */
  const LAST = Date.parse('2027-08-21T05:59:59Z');
  const at = (ms: number): string => new Date(ms).toISOString();

  beforeAll(async () => {
    context.clock.set(START);
    const system = systemActor('test');
    ({ processId } = await createProcess(dispatcher, system, { name: 'Proceso de Querétaro' }));
    const { officeId } = await addOffice(dispatcher, system, processId);
    await dispatcher.run(
      system,
      new SetCapturePeriod({
        processId,
        officeId,
        name: 'Periodo',
        opensAt: '2027-02-01T18:00:00Z',
        closesAt: '2027-02-20T18:00:00Z',
        graceHours: 24,
        active: true,
      }),
    );
  });

  it('is limited by its process, to the millisecond', async () => {
    const id = await add(await register());
    await expect(accept(id, { processId, grantEndsAt: at(LAST + 1) })).rejects.toMatchObject({
      code: 'ACCOUNTS.GRANT_PAST_THE_PROCESS',
      field: 'grantEndsAt',
      params: { latest: '20/08/2027' },
    });
    await expect(accept(id, { processId, grantEndsAt: at(LAST) })).resolves.toMatchObject({
      accountId: expect.any(String),
    });
  });

  it('cannot be limited by a process of another entidad', async () => {
    const { processId: elsewhere } = await createProcess(dispatcher, systemActor('test'), {
      entidad: '14',
      name: 'Proceso de Jalisco',
    });
    const id = await add(await register());
    await expect(accept(id, { processId: elsewhere })).rejects.toMatchObject({
      code: 'ACCOUNTS.PROCESS_OF_ANOTHER_ENTIDAD',
      field: 'processId',
    });
  });

  it('is changed by DERFE with a reason, within the limit, and the change is recorded', async () => {
    const { accountId } = await accept(await add(await register()), { processId });
    const renew = (grantEndsAt: string, actor = derfe) =>
      dispatcher.run(actor, new RenewGrant({ accountId, processId, grantEndsAt, reason: 'Acuerdo 14/2027' }));
    await expect(renew(at(LAST + 1))).rejects.toMatchObject({ code: 'ACCOUNTS.GRANT_PAST_THE_PROCESS' });
    await expect(renew(START)).rejects.toMatchObject({ code: 'ACCOUNTS.GRANT_IN_THE_PAST' });
    await expect(renew(at(LAST), opl)).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
    context.clock.set(grant.grantEndsAt);
    expect(await dispatcher.ask(shell, new GetOfficialSession({ accountId }))).toBeNull();
    await renew(at(LAST));
    expect(await dispatcher.ask(shell, new GetOfficialSession({ accountId }))).not.toBeNull();
    const changes = await sql(
      `select reason, to_json(to_ends_at at time zone 'UTC') #>> '{}' as until from accounts.grant_change where official_id = ?`,
      [accountId],
    );
    expect(changes).toEqual([{ reason: 'Acuerdo 14/2027', until: at(LAST).replace('.000Z', '') }]);
  });
});
