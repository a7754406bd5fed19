import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { insertAuxiliaries } from '../../../test/support/auxiliary-rows.js';
import { confirmAspirant } from '../../demonstration/seed/confirm-aspirant.js';
import { systemActor } from '../../kernel/access/actor.js';
import { Signing } from '../../kernel/crypto/signing.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { RegisterAspirant } from '../aspirants/index.js';
import { AspirantsModule } from '../aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../auxiliaries/auxiliaries.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { RenewLease } from '../devices/index.js';
import { leaseSchema, type Lease } from '#electoral/wire';
import { VerificationModule } from '../verification/verification.module.js';
import { GetPeriodOfOffice, SetCapturePeriod } from './index.js';
import { ProcessesModule } from './processes.module.js';
import { addOffice, createProcess } from '../../demonstration/world/index.js';

const system = systemActor('test');

describe('an extension of a period during capture (§5.A, §7.7)', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  let processId: string;
  let officeId: string;
  let deviceId: string;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  const set = (closesAt: string, more: object = {}) =>
    dispatcher.run(
      system,
      new SetCapturePeriod({
        processId,
        officeId,
        name: 'Captación',
        opensAt: '2027-01-10T06:00:00Z',
        closesAt,
        active: true,
        reason: 'Abre de inmediato',
        ...more,
      }),
    );

  beforeAll(async () => {
    context = await contextModule([
      ProcessesModule,
      AspirantsModule,
      VerificationModule,
      AuxiliariesModule,
      DevicesModule,
    ]);
    dispatcher = context.module.get(Dispatcher);
    const created = await createProcess(dispatcher, system, { name: 'Proceso' });
    processId = created.processId;
    ({ officeId } = await addOffice(dispatcher, system, processId));
    await set('2027-02-10T06:00:00Z');
    const { aspirantId } = await dispatcher.run(
      system,
      new RegisterAspirant({
        officeId,
        nombre: 'María Guadalupe',
        paterno: 'Xolotl',
        materno: 'Ibáñez',
        lugarNacimiento: '19',
        fechaNacimiento: '1997-06-13',
        genero: 'M',
        telefonoMovil: '442 123 4567',
        credentialType: 'E',
        claveElector: 'XLIBGD97061319M100',
        cic: '123456789',
        entidad: '22',
        municipio: 'Querétaro',
        seccion: '0412',
        email: 'maria@correo.example',
        emailProvider: 'google',
        fechaManifestacion: '2027-01-10',
        numeroOficio: 'IEEQ/001/2027',
        folioInterno: 'CI-001',
      }),
    );
    await confirmAspirant(dispatcher, system, aspirantId);
    const person = {
      nombre: 'Ana',
      paterno: 'Luna',
      materno: 'Sol',
      email: 'ana@correo.example',
      claveElector: 'LNSLAN90010122M100',
      toReview: '7K2MD',
    };
    const owner = { processId, officeId, aspirantId, idProceso: created.idProceso };
    const [auxiliaryId] = await insertAuxiliaries(context.module, owner, [person]);
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const [device] = await context.module
      .get(EntityManager)
      .fork()
      .execute<{ id: string }[]>('update devices.device set public_jwk = ? where auxiliary_id = ? returning id', [
        JSON.stringify({ kty: 'EC', crv: 'P-256', x, y }),
        auxiliaryId,
      ]);
    deviceId = device?.id ?? '';
  });
  afterAll(() => context.close());

  async function renewLease(): Promise<Lease> {
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const at = context.clock.now().toISOString();
    const claim = { deviceId, at, nonce: randomBytes(16).toString('hex'), appVersion: '0.1.0' };
    const signed = `${encode({ alg: 'ES256' })}.${encode(claim)}`;
    const signature = createSign('sha256').update(signed).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });
    const jws = `${signed}.${signature.toString('base64url')}`;
    const { lease } = await dispatcher.run(system, new RenewLease({ jws }));
    return leaseSchema.parse(await context.module.get(Signing).verify('lease', lease));
  }

  it('reaches a device with its next lease and queries immediately, with the new version', async () => {
    expect(await renewLease()).toMatchObject({
      periodVersion: 1,
      capture: { closesAt: '2027-02-10T06:00:00.000Z', graceEndsAt: '2027-02-11T06:00:00.000Z' },
    });
    await set('2027-02-17T06:00:00Z', { reason: 'Fallas técnicas', agreement: 'IEEQ/CG/A/012/27' });
    expect(await renewLease()).toMatchObject({
      periodVersion: 2,
      capture: { closesAt: '2027-02-17T06:00:00.000Z', graceEndsAt: '2027-02-18T06:00:00.000Z' },
    });
    expect(await dispatcher.ask(system, new GetPeriodOfOffice({ officeId }))).toMatchObject({
      version: 2,
      closesAt: '2027-02-17T06:00:00.000Z',
    });
  });

  it('is rejected without an agreement number', async () => {
    await expect(set('2027-02-24T06:00:00Z', { reason: 'Más' })).rejects.toMatchObject({
      code: 'PROCESSES.PERIOD_AGREEMENT_MISSING',
      field: 'agreement',
    });
    expect((await renewLease()).periodVersion).toBe(2);
  });
});
