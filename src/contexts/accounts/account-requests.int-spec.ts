import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AccountRequestScene,
  derfe,
  grant,
  oficio,
  opl,
  otherOpl,
  rosa,
} from '../../../test/support/account-request-scene.js';
import {
  AcceptRequestedOfficial,
  AddInstitutionalDomain,
  CorrectRequestedOfficial,
  DiscardAccountRequest,
  ListAccountRequests,
  ListOfficials,
  PrepareAccountRequest,
  ReceiveAccountRequest,
  RefuseRequestedOfficial,
  RegisterAccountRequest,
  WithdrawRequestedOfficial,
} from './index.js';

let scene: AccountRequestScene;

beforeAll(async () => {
  scene = await AccountRequestScene.open();
});
afterAll(() => scene.close());
beforeEach(() => {
  scene.startTest();
});

describe('an oficio through the UTVOPL (§4.1–4.2)', () => {
  it('is registered with its number, its date and the encrypted name of its recipient', async () => {
    const requestId = await scene.register();
    expect(await scene.view(requestId)).toMatchObject({
      entidad: '22',
      state: 'received',
      oficioDate: '2027-01-11',
      receivedOn: '2027-01-13',
      receivedBy: oficio.receivedBy,
    });
    const stored = await scene.sql<{ row: string }>(
      'select row_to_json(r)::text as row from accounts.account_request r',
    );
    expect(stored.map(({ row }) => row).join()).not.toContain('Bernal');
  });

  it('can be registered only once per entidad', async () => {
    await scene.register();
    await expect(scene.register()).rejects.toMatchObject({ code: 'ACCOUNTS.OFICIO_TAKEN', field: 'oficioNumber' });
    await expect(scene.register('14')).resolves.toEqual(expect.any(String));
  });

  it.each([
    ['dated tomorrow', { oficioDate: '2027-01-16' }, 'ACCOUNTS.OFICIO_IN_THE_FUTURE', 'oficioDate'],
    ['received before it was written', { receivedOn: '2027-01-10' }, 'ACCOUNTS.OFICIO_RECEIVED_BEFORE', 'receivedOn'],
  ])('is rejected if it was %s', async (_, change, code, field) => {
    const refused = scene.dispatcher.run(derfe, new RegisterAccountRequest({ ...oficio, entidad: '22', ...change }));
    await expect(refused).rejects.toMatchObject({ code, field });
  });

  it('can be registered only by DERFE and read by the OPL that sent it', async () => {
    const requestId = await scene.register();
    const own = scene.dispatcher.run(opl, new RegisterAccountRequest({ ...oficio, entidad: '22' }));
    await expect(own).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
    expect((await scene.view(requestId, opl)).id).toBe(requestId);
    await expect(scene.view(requestId, otherOpl)).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
    expect(await scene.dispatcher.ask(otherOpl, new ListAccountRequests({ entidad: '22' }))).toEqual([]);
  });

  it('shows the decision on each person (§4.2)', async () => {
    const requestId = await scene.register();
    expect(await scene.requestStatus(requestId)).toBe('empty');
    const [accepted, refused] = [
      await scene.add(requestId),
      await scene.add(requestId, { email: `otra.${String(scene.number)}@ieeq.example` }),
    ];
    await scene.accept(accepted);
    expect(await scene.requestStatus(requestId)).toBe('undecided');
    await scene.dispatcher.run(
      derfe,
      new RefuseRequestedOfficial({ requestedOfficialId: refused, reason: 'Ya no labora en el OPL' }),
    );
    expect(await scene.requestStatus(requestId)).toBe('decided');
    expect((await scene.view(requestId)).officials).toMatchObject([
      { status: 'accepted', account: `cuenta.${String(scene.number)}@ine.mx` },
      { status: 'refused', reason: 'Ya no labora en el OPL', account: null },
    ]);
  });
});

describe('an official requested by oficio (§4.2–4.3)', () => {
  it.each([
    ['an address of another institution', { email: 'rosa@iepc.example' }, 'ACCOUNTS.EMAIL_NOT_INSTITUTIONAL', 'email'],
    ['a personal address', { email: 'rosa@gmail.com' }, 'ACCOUNTS.EMAIL_NOT_INSTITUTIONAL', 'email'],
    ['no address', { email: 'rosa' }, 'ACCOUNTS.EMAIL_FORMAT', 'email'],
    ['a phone number of nine digits', { phone: '442101980' }, 'ACCOUNTS.PHONE_FORMAT', 'phone'],
    ['no full name', { fullName: '' }, 'KERNEL.FIELD_MISSING', 'fullName'],
    ['no position', { position: '' }, 'KERNEL.FIELD_MISSING', 'position'],
    ['a role of DERFE', { role: 'derfe-operator' }, 'ACCOUNTS.ROLE_OF_ANOTHER_INSTITUTION', 'entidad'],
  ])('is rejected with %s; the error names the field', async (_, change, code, field) => {
    const requestId = await scene.register();
    await expect(scene.add(requestId, change)).rejects.toMatchObject({ code, field });
  });

  it('is rejected while the OPL has no registered domain', async () => {
    const requestId = await scene.register('14');
    await expect(scene.add(requestId, { email: 'rosa@iepc.example' })).rejects.toMatchObject({
      code: 'ACCOUNTS.EMAIL_WITHOUT_DOMAINS',
    });
  });

  it('can be requested in only one oficio, even with two concurrent requests (§4.2)', async () => {
    const [first, second] = [await scene.register(), await scene.register('14')];
    await scene.dispatcher.run(derfe, new AddInstitutionalDomain({ entidad: '14', domain: 'ieeq.example' }));
    const outcomes = await Promise.allSettled([scene.add(first), scene.add(second)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'ACCOUNTS.EMAIL_ASKED', field: 'email' },
    });
  });

  it('cannot be requested again if they have an account (§4.2)', async () => {
    const requestId = await scene.register();
    await scene.accept(await scene.add(requestId));
    await expect(scene.add(requestId)).rejects.toMatchObject({ code: 'ACCOUNTS.EMAIL_TAKEN', field: 'email' });
  });

  it('can be accepted or refused only once', async () => {
    const id = await scene.add(await scene.register());
    await scene.accept(id);
    const decided = { code: 'ACCOUNTS.REQUESTED_DECIDED' };
    await expect(scene.accept(id)).rejects.toMatchObject(decided);
    const refused = scene.dispatcher.run(
      derfe,
      new RefuseRequestedOfficial({ requestedOfficialId: id, reason: 'Otra vez' }),
    );
    await expect(refused).rejects.toMatchObject(decided);
    const corrected = scene.dispatcher.run(
      derfe,
      new CorrectRequestedOfficial({ ...scene.newPerson(), requestedOfficialId: id }),
    );
    await expect(corrected).rejects.toMatchObject(decided);
  });

  it('can be corrected or withdrawn before the decision', async () => {
    const requestId = await scene.register();
    const id = await scene.add(requestId);
    await scene.dispatcher.run(
      derfe,
      new CorrectRequestedOfficial({ ...scene.newPerson({ fullName: 'Rosa María Trejo' }), requestedOfficialId: id }),
    );
    expect((await scene.view(requestId)).officials).toMatchObject([{ fullName: 'Rosa María Trejo' }]);
    await scene.dispatcher.run(derfe, new WithdrawRequestedOfficial({ requestedOfficialId: id }));
    expect((await scene.view(requestId)).officials).toEqual([]);
    await expect(scene.add(requestId)).resolves.toEqual(expect.any(String));
  });

  it('gets a pending account with the data of the oficio (§4.3–4.4)', async () => {
    const { accountId } = await scene.accept(await scene.add(await scene.register()));
    const {
      rows: [official],
    } = await scene.dispatcher.ask(derfe, new ListOfficials({ accountId }));
    expect(official).toMatchObject({
      fullName: rosa.fullName,
      position: rosa.position,
      phone: '4421019800',
      role: 'opl-reviewer',
      entidad: '22',
      status: 'pending',
    });
  });

  it('cannot be accepted or refused by an OPL', async () => {
    const id = await scene.add(await scene.register());
    for (const command of [
      new AcceptRequestedOfficial({ ...grant, requestedOfficialId: id }),
      new RefuseRequestedOfficial({ requestedOfficialId: id, reason: 'Sin motivo' }),
    ]) {
      await expect(scene.dispatcher.run<unknown>(opl, command)).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
    }
  });
});

describe('a request prepared by an OPL (§4.1)', () => {
  const prepare = async () => (await scene.dispatcher.run(opl, new PrepareAccountRequest({ entidad: '22' }))).requestId;

  it('is a draft of the OPL until the signed oficio is received; then only DERFE can change it', async () => {
    const requestId = await prepare();
    const id = await scene.add(requestId, scene.newPerson(), opl);
    expect(await scene.requestStatus(requestId)).toBe('draft');
    await expect(scene.accept(id)).rejects.toMatchObject({ code: 'ACCOUNTS.REQUEST_NOT_RECEIVED' });
    await scene.dispatcher.run(
      derfe,
      new ReceiveAccountRequest({ ...oficio, oficioNumber: `IEEQ/P/${String(scene.number)}`, requestId }),
    );
    expect(await scene.requestStatus(requestId)).toBe('undecided');
    await expect(
      scene.add(requestId, { email: `mas.${String(scene.number)}@ieeq.example` }, opl),
    ).rejects.toMatchObject({
      code: 'ACCOUNTS.REQUEST_RECEIVED',
    });
    await expect(scene.accept(id)).resolves.toMatchObject({ accountId: expect.any(String) });
  });

  it('is not accessible to another OPL', async () => {
    const requestId = await prepare();
    await expect(scene.add(requestId, scene.newPerson(), otherOpl)).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
    const refused = scene.dispatcher.run(otherOpl, new PrepareAccountRequest({ entidad: '22' }));
    await expect(refused).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
  });

  it('can be discarded; the people in it can then be named in another request', async () => {
    const requestId = await prepare();
    await scene.add(requestId, scene.newPerson(), opl);
    await scene.dispatcher.run(opl, new DiscardAccountRequest({ requestId }));
    expect(await scene.requestStatus(requestId)).toBe('discarded');
    await expect(scene.add(requestId, scene.newPerson(), opl)).rejects.toMatchObject({
      code: 'ACCOUNTS.REQUEST_DISCARDED',
    });
    await expect(scene.add(await prepare(), scene.newPerson(), opl)).resolves.toEqual(expect.any(String));
    const received = scene.dispatcher.run(derfe, new ReceiveAccountRequest({ ...oficio, requestId }));
    await expect(received).rejects.toMatchObject({ code: 'ACCOUNTS.REQUEST_NOT_A_DRAFT' });
  });
});
