import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { anonymous, systemActor, type Actor } from '../../kernel/access/actor.js';
import { generateP256KeyPair } from '../../kernel/crypto/key-pair.js';
import { openWith } from '../../kernel/crypto/signing.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import {
  FindProcessByCode,
  GetOffice,
  GetPeriodOfOffice,
  GetProcess,
  ListOffices,
  ListPeriods,
  ListAllProcesses,
  ListKeyDeadlines,
  ListPublicKeys,
  ProveOplPublicKey,
  RegisterOplPublicKey,
  SetCapturePeriod,
  ListProcessChanges,
  WaiveOplKey,
} from './index.js';
import { ProcessesModule } from './processes.module.js';
import { addOffice, createProcess, proveKey } from '../../demonstration/world/index.js';

const opl = (entidad: string): Actor => ({
  ...systemActor('opl'),
  kind: 'official',
  id: `opl-${entidad}`,
  scope: { entidad },
});

describe('processes', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  const queretaro = opl('22');
  let processId: string;
  let officeId: string;

  beforeAll(async () => {
    context = await contextModule([ProcessesModule], {}, '2027-01-05T18:00:00Z');
    dispatcher = context.module.get(Dispatcher);
    ({ processId } = await createProcess(dispatcher, queretaro));
    ({ officeId } = await addOffice(dispatcher, queretaro, processId, {
      kind: 'ayuntamiento',
      name: 'Ayuntamiento',
      territory: 'Corregidora',
    }));
  });
  afterAll(() => context.close());

  const setPeriod = (
    name: string,
    opensAt: string,
    closesAt: string,
    more: { reason?: string; agreement?: string; version?: number } = {},
  ) =>
    dispatcher.run(
      queretaro,
      new SetCapturePeriod({ processId, officeId, name, opensAt, closesAt, active: true, ...more }),
    );

  it('are numbered per entidad and year (§6.5)', async () => {
    const next = await createProcess(dispatcher, queretaro, { name: 'Simulacro', practice: true });
    expect(next.idProceso).toBe('QRO-2027-02');
    const found = await dispatcher.ask(anonymous(), new FindProcessByCode({ idProceso: 'qro 2027 01' }));
    expect(found).toMatchObject({ id: processId, entidad: '22', practice: false, oplPublicKey: null });
    expect(await dispatcher.ask(anonymous(), new FindProcessByCode({ idProceso: 'QRO-1999-01' }))).toBeNull();
  });

  it('reject an unknown entidad and a duplicate office (§5.1)', async () => {
    await expect(createProcess(dispatcher, systemActor('t'), { entidad: '33', name: 'x' })).rejects.toMatchObject({
      code: 'PROCESSES.ENTIDAD_UNKNOWN',
    });
    await expect(
      addOffice(dispatcher, queretaro, processId, {
        kind: 'ayuntamiento',
        name: 'Ayuntamiento',
        territory: 'Corregidora',
      }),
    ).rejects.toMatchObject({ code: 'PROCESSES.OFFICE_TAKEN', params: { name: 'Ayuntamiento' } });
    await expect(
      addOffice(dispatcher, queretaro, processId, {
        kind: 'ayuntamiento',
        name: 'Presidencia municipal',
        territory: 'CORREGIDORA',
      }),
    ).rejects.toMatchObject({ code: 'PROCESSES.OFFICE_UNIQUE', params: { name: 'Ayuntamiento' } });
    expect(await dispatcher.ask(queretaro, new ListOffices({ processId }))).toHaveLength(1);
    expect(await dispatcher.ask(queretaro, new GetOffice({ officeId }))).toMatchObject({
      entidad: '22',
      kind: 'ayuntamiento',
    });
  });

  it('keep every version of a period with its reason (§5.A)', async () => {
    await expect(dispatcher.ask(queretaro, new GetPeriodOfOffice({ officeId }))).rejects.toMatchObject({
      code: 'PROCESSES.PERIOD_MISSING',
    });
    const first = await setPeriod('Captación', '2027-01-20T00:00:00-06:00', '2027-02-20T23:59:00-06:00');
    expect(first.version).toBe(1);
    await expect(
      setPeriod('Captación', '2027-01-20T00:00:00-06:00', '2027-02-27T23:59:00-06:00'),
    ).rejects.toMatchObject({
      code: 'PROCESSES.PERIOD_REASON_MISSING',
    });
    const second = await setPeriod('Captación', '2027-01-20T00:00:00-06:00', '2027-02-27T23:59:00-06:00', {
      reason: 'Prórroga',
      agreement: 'IEEQ/CG/A/012/27',
      version: 1,
    });
    expect(second).toEqual({ periodId: first.periodId, version: 2 });
    await expect(
      setPeriod('Captación', '2027-01-20T00:00:00-06:00', '2027-02-28T23:59:00-06:00', {
        reason: 'Otra prórroga',
        agreement: 'IEEQ/CG/A/013/27',
        version: 1,
      }),
    ).rejects.toMatchObject({ code: 'PROCESSES.PERIOD_CHANGED_MEANWHILE' });
    await expect(setPeriod('Otra', '2027-02-01T00:00:00-06:00', '2027-03-01T00:00:00-06:00')).rejects.toMatchObject({
      code: 'PROCESSES.PERIOD_OVERLAP',
    });
    expect(await dispatcher.ask(queretaro, new GetPeriodOfOffice({ officeId }))).toMatchObject({
      version: 2,
      closesAt: '2027-02-28T05:59:00.000Z',
      graceEndsAt: '2027-03-01T05:59:00.000Z',
      central: { opensAt: '20/01/2027 00:00', graceEndsAt: '28/02/2027 23:59' },
    });
    const stored = await asOwner(context.module)
      .getConnection()
      .execute<object[]>(
        'select version, reason, agreement, actor_id from processes.capture_period_version order by version',
      );
    expect(stored).toEqual([
      { version: 1, reason: null, agreement: null, actor_id: 'opl-22' },
      { version: 2, reason: 'Prórroga', agreement: 'IEEQ/CG/A/012/27', actor_id: 'opl-22' },
    ]);
  });

  it('store the start and end of a period in hora centro, its name, ámbito, entidad and status (§5.A)', async () => {
    expect(await dispatcher.ask(queretaro, new GetPeriodOfOffice({ officeId }))).toMatchObject({
      central: { opensAt: '20/01/2027 00:00', closesAt: '27/02/2027 23:59' },
      name: 'Captación',
      ambito: 'local',
      entidad: '22',
      active: false,
    });
    await dispatcher.run(systemActor('derfe'), new WaiveOplKey({ processId, reason: 'Sentencia del Tribunal' }));
    expect(await dispatcher.ask(queretaro, new GetPeriodOfOffice({ officeId }))).toMatchObject({ active: true });
    const [{ periodId } = { periodId: '' }] = await dispatcher.ask(queretaro, new ListPeriods({ processId }));
    const set = (active: boolean) =>
      dispatcher.run(
        queretaro,
        new SetCapturePeriod({
          ...{ processId, officeId, periodId, name: 'Captación', active },
          opensAt: '2027-01-20T00:00:00-06:00',
          closesAt: '2027-02-27T23:59:00-06:00',
          reason: 'Estatus',
          agreement: 'IEEQ/CG/A/014/27',
          stops: !active,
        }),
      );
    await set(false);
    expect(await dispatcher.ask(queretaro, new GetPeriodOfOffice({ officeId }))).toMatchObject({ active: false });
    await set(true);
  });

  it('use a public key once the OPL has opened a test package with it, and flag a late one (§13.1, decision 4)', async () => {
    const register = async (reason?: string) => {
      const { publicJwk, privateJwk } = await generateP256KeyPair();
      const jwk = { ...publicJwk };
      return {
        jwk,
        privateJwk,
        ...(await dispatcher.run(queretaro, new RegisterOplPublicKey({ processId, jwk, reason }))),
      };
    };
    const keyInForce = async () => {
      const { oplPublicKey, oplPublicKeyLate } = await dispatcher.ask(queretaro, new GetProcess({ processId }));
      return oplPublicKey && { jwk: oplPublicKey, late: oplPublicKeyLate };
    };
    const early = await register();
    expect([early.late, await keyInForce()]).toEqual([false, null]);
    const prove = (proof: string) =>
      dispatcher.run(queretaro, new ProveOplPublicKey({ processId, keyId: early.keyId, proof }));
    await expect(prove(Buffer.alloc(32).toString('base64url'))).rejects.toMatchObject({
      code: 'PROCESSES.KEY_PROOF_WRONG',
    });
    await proveKey(dispatcher, queretaro, processId, early.keyId, early.privateJwk);
    expect(await keyInForce()).toEqual({ jwk: early.jwk, late: false });

    context.clock.set('2027-01-15T18:00:00Z');
    await expect(register()).rejects.toMatchObject({ code: 'PROCESSES.KEY_REASON_MISSING', field: 'reason' });
    const late = await register('Se perdió la llave privada');
    expect([late.late, await keyInForce()]).toEqual([true, { jwk: early.jwk, late: false }]);
    await expect(prove('')).rejects.toMatchObject({ code: 'PROCESSES.KEY_REPLACED' });
    const [newest] = await dispatcher.ask(queretaro, new ListPublicKeys({ processId }));
    await expect(openWith(early.privateJwk, newest?.testPackage ?? '')).rejects.toThrow();
    await proveKey(dispatcher, queretaro, processId, late.keyId, late.privateJwk);
    expect(await keyInForce()).toEqual({ jwk: late.jwk, late: true });
    expect(await dispatcher.ask(queretaro, new ListPublicKeys({ processId }))).toMatchObject([
      { thumbprint: late.thumbprint, inForce: true, reason: 'Se perdió la llave privada' },
      { thumbprint: early.thumbprint, inForce: false, testedAt: '2027-01-05T18:00:00+00:00', reason: null },
    ]);
    const deadlines = await dispatcher.ask(opl('*'), new ListKeyDeadlines({}));
    expect(deadlines.find((one) => one.processId === processId)).toMatchObject({
      thumbprint: late.thumbprint,
      testedAt: '2027-01-15T18:00:00+00:00',
    });
  });

  it('open a period only once a key was tested or DERFE waived it with a reason (decisions 4 and 66)', async () => {
    const created = await createProcess(dispatcher, queretaro, { name: 'Otro' });
    const waive = (reason: string, actor = systemActor('derfe')) =>
      dispatcher.run(actor, new WaiveOplKey({ processId: created.processId, reason }));
    await expect(waive('Antes de tiempo')).rejects.toMatchObject({ code: 'PROCESSES.KEY_WAIVER_WITHOUT_PERIOD' });
    const office = await addOffice(dispatcher, queretaro, created.processId);
    await dispatcher.run(
      queretaro,
      new SetCapturePeriod({
        ...{ ...created, ...office, name: 'Captación', active: true },
        opensAt: '2027-02-01T06:00:00Z',
        closesAt: '2027-02-20T06:00:00Z',
      }),
    );
    const mayCapture = async () => (await dispatcher.ask(queretaro, new GetPeriodOfOffice(office))).active;
    expect(await mayCapture()).toBe(false);
    await expect(waive(' ')).rejects.toMatchObject({ kind: 'invalid' });
    await waive('El OPL la entregará después');
    expect(await mayCapture()).toBe(true);
    expect(await dispatcher.ask(queretaro, new GetProcess(created))).toMatchObject({ oplPublicKey: null });
    await expect(waive('Otra vez')).rejects.toMatchObject({ code: 'PROCESSES.KEY_NOT_NEEDED' });
    expect(await dispatcher.ask(queretaro, new ListProcessChanges(created))).toMatchObject([
      { kind: 'key-waiver', by: 'derfe', reason: 'El OPL la entregará después' },
      { kind: 'period', version: 1, by: 'opl-22' },
    ]);
  });

  it('reject a public key with a point off the curve (§13.1)', async () => {
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: Buffer.alloc(32, 1).toString('base64url'),
      y: Buffer.alloc(32, 2).toString('base64url'),
    };
    await expect(dispatcher.run(queretaro, new RegisterOplPublicKey({ processId, jwk }))).rejects.toMatchObject({
      code: 'PROCESSES.KEY_UNUSABLE',
    });
  });

  it('are not accessible to officials of another entidad', async () => {
    const jalisco = opl('14');
    const outOfScope = { code: 'ACCESS.OUT_OF_SCOPE' };
    expect(await dispatcher.ask(jalisco, new ListAllProcesses({}))).toEqual([]);
    expect(await dispatcher.ask(opl('*'), new ListAllProcesses({}))).toHaveLength(3);
    await expect(dispatcher.ask(jalisco, new GetProcess({ processId }))).rejects.toMatchObject(outOfScope);
    await expect(dispatcher.ask(jalisco, new GetOffice({ officeId }))).rejects.toMatchObject(outOfScope);
    await expect(addOffice(dispatcher, jalisco, processId, { name: 'x' })).rejects.toMatchObject(outOfScope);
  });
});
