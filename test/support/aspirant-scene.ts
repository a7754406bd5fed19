import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { AccountsModule } from '../../src/contexts/accounts/accounts.module.js';
import { AspirantsModule } from '../../src/contexts/aspirants/aspirants.module.js';
import {
  CorrectAspirant,
  GetAspirant,
  GetAspirantData,
  RegisterAspirant,
  SignInAspirant,
  type AspirantSummary,
  type AspirantView,
  type CorrectedAspirant,
} from '../../src/contexts/aspirants/index.js';
import { AuxiliariesModule } from '../../src/contexts/auxiliaries/auxiliaries.module.js';
import { DevicesModule } from '../../src/contexts/devices/devices.module.js';
import { RenewLease } from '../../src/contexts/devices/commands/renew-lease.js';
import { personalContext } from '../../src/contexts/auxiliaries/domain/registration.js';
import { leaseSchema, type Lease } from '#electoral/wire';
import { LoadTerritory, SetCapturePeriod } from '../../src/contexts/processes/index.js';
import { ProcessesModule } from '../../src/contexts/processes/processes.module.js';
import { VerificationModule } from '../../src/contexts/verification/verification.module.js';
import { inventedTerritoryFile } from '../../src/demonstration/builders/territory.js';
import { confirmAspirant } from '../../src/demonstration/seed/confirm-aspirant.js';
import { systemActor, type Actor } from '../../src/kernel/access/actor.js';
import { FieldCipher } from '../../src/kernel/crypto/field-cipher.js';
import { Signing } from '../../src/kernel/crypto/signing.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { drain } from './drain.js';
import { contextModule, type TestContext } from './app.js';
import { openMailbox, type Mailbox } from './mailbox.js';
import { addOffice, createProcess } from '../../src/demonstration/world/index.js';

export const system = systemActor('spec');
/** Of the OPL of Querétaro, with all that aspirants need. */
export const opl: Actor = {
  kind: 'official',
  id: 'opl-22',
  label: 'opl-registrar',
  permissions: new Set(['register', 'confirm', 'correct', 'withdraw', 'read'].map((verb) => `aspirants.${verb}`)),
  scope: { entidad: '22' },
};
export const stranger: Actor = { ...opl, id: 'opl-14', scope: { entidad: '14' } };
export const SCAN = new TextEncoder().encode('%PDF-1.7\nfirmada');

export const data = {
  nombre: 'María Guadalupe',
  paterno: 'Xolotl',
  materno: 'Ibáñez',
  lugarNacimiento: '19',
  fechaNacimiento: '1997-06-13',
  genero: 'M',
  telefonoDomicilio: '',
  telefonoOficina: '',
  telefonoMovil: '4421234567',
  credentialType: 'E',
  claveElector: 'XLIBGD97061319M100',
  ocr: '',
  cic: '123456789',
  identificadorCiudadano: '987654321',
  numeroEmision: '',
  entidad: '22',
  municipio: 'Querétaro',
  seccion: '0412',
  email: 'maria.xolotl@example.com',
  emailProvider: 'google',
  fechaManifestacion: '2027-01-10',
  numeroOficio: 'IEEQ/001/2027',
  folioInterno: 'CI-001',
  observaciones: '',
} as const;
type Data = { [Field in keyof typeof data]: string };

export interface Device {
  readonly deviceId: string;
  readonly sign: (claim: object) => string;
}

/** Processes, offices, a catalogue of territory, and aspirants at any step of their registration. */
export class AspirantScene {
  #persons = 0;

  private constructor(
    readonly context: TestContext,
    readonly mailbox: Mailbox,
    readonly processId: string,
    readonly officeId: string,
    /** Of the same process. */
    readonly otherOffice: string,
    /** Of another one. */
    readonly foreignOffice: string,
  ) {}

  static async open(): Promise<AspirantScene> {
    const mailbox = await openMailbox();
    const context = await contextModule(
      [ProcessesModule, AccountsModule, AspirantsModule, VerificationModule, AuxiliariesModule, DevicesModule],
      { SMTP_URL: mailbox.url },
    );
    const dispatcher = context.module.get(Dispatcher);
    await dispatcher.run(system, new LoadTerritory({ file: inventedTerritoryFile() }));
    const process = { entidad: '22', name: 'Proceso Electoral Local 2026-2027', practice: false };
    const governor = { kind: 'gubernatura', name: 'Gubernatura', territory: '' } as const;
    const { processId } = await createProcess(dispatcher, system, process);
    const foreign = await createProcess(dispatcher, system, { ...process, name: 'Otro' });
    const office = async (of: string, name: string) =>
      (await addOffice(dispatcher, system, of, { ...governor, name })).officeId;
    const officeId = await office(processId, 'Gubernatura');
    await dispatcher.run(
      system,
      new SetCapturePeriod({
        ...{ processId, officeId, name: 'Captación', active: true, reason: 'Abre de inmediato' },
        opensAt: '2027-01-10T06:00:00.000Z',
        closesAt: '2027-02-10T06:00:00.000Z',
      }),
    );
    const others = [await office(processId, 'Segunda'), await office(foreign.processId, 'Ajena')] as const;
    return new AspirantScene(context, mailbox, processId, officeId, ...others);
  }

  get dispatcher(): Dispatcher {
    return this.context.module.get(Dispatcher);
  }

  sql<Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> {
    return this.context.module.get(EntityManager).fork().getConnection().execute<Row[]>(text, params);
  }

  async drain(): Promise<void> {
    await drain(this.context.module);
  }

  /** Somebody new, with a clave and an address of their own. */
  someone(): typeof data {
    this.#persons += 1;
    return {
      ...data,
      claveElector: `XLIBGD97061319M${String(100 + this.#persons)}` as typeof data.claveElector,
      email: `persona${String(this.#persons)}@example.com` as typeof data.email,
    };
  }

  async register(of: typeof data = this.someone()): Promise<string> {
    return (await this.dispatcher.run(opl, new RegisterAspirant({ ...of, officeId: this.officeId }))).aspirantId;
  }

  async confirmed(of: typeof data = this.someone()): Promise<string> {
    const aspirantId = await this.register(of);
    await confirmAspirant(this.dispatcher, opl, aspirantId, SCAN);
    return aspirantId;
  }

  standing(aspirantId: string): Promise<AspirantView> {
    return this.dispatcher.ask(opl, new GetAspirant({ aspirantId }));
  }

  async correct(
    aspirantId: string,
    change: Partial<Data> & { officeId?: string },
    reason = 'Error de captura',
  ): Promise<CorrectedAspirant> {
    const { registration, version, officeId } = await this.dispatcher.ask(opl, new GetAspirantData({ aspirantId }));
    const input = { ...registration, officeId, ...change, aspirantId, version, reason };
    return this.dispatcher.run(opl, new CorrectAspirant(input as never));
  }

  signIn(email: string, subject: string): Promise<AspirantSummary | null> {
    return this.dispatcher.run(system, new SignInAspirant({ provider: 'google', subject, email }));
  }

  /** A device of an auxiliary of the aspirant, as enrolment leaves it. */
  async deviceOf(aspirantId: string): Promise<Device> {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const [auxiliaryId, deviceId] = [randomUUID(), randomUUID()];
    const bytes = (text: string) => Buffer.from(text);
    const personal = await this.context.module
      .get(FieldCipher)
      .encrypt(JSON.stringify({ nombre: 'Ana', paterno: 'Luna', materno: '' }), personalContext(auxiliaryId));
    await this.sql(
      `insert into auxiliaries.auxiliary (id, id_auxiliar, process_id, office_id, aspirant_id, entidad, personal, email_hash,
       email_provider, clave_hash, in_nominal_list, status, registered_at)
     values (?, ?, ?, ?, ?, '22', ?, ?, 'google', ?, true, 'enrolled', now())`,
      [
        auxiliaryId,
        `AUX-${auxiliaryId}`,
        this.processId,
        this.officeId,
        aspirantId,
        personal,
        bytes(auxiliaryId),
        bytes(auxiliaryId),
      ],
    );
    await this.sql(
      `insert into devices.device (id, auxiliary_id, folio_prefix, public_jwk, key_thumbprint, status, blob_key,
       manifest_digest, enrolled_at) values (?, ?, ?, ?, ?, 'active', 'none', ?, now())`,
      [
        ...[deviceId, auxiliaryId, deviceId.slice(0, 5).toUpperCase()],
        ...[JSON.stringify(publicKey.export({ format: 'jwk' })), bytes(deviceId), bytes(deviceId)],
      ],
    );
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return {
      deviceId,
      sign: (claim) => {
        const input = `${part({ alg: 'ES256' })}.${part(claim)}`;
        const signature = createSign('sha256').update(input).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });
        return `${input}.${signature.toString('base64url')}`;
      },
    };
  }

  async leaseOf({ deviceId, sign }: Device): Promise<Lease> {
    const at = this.context.clock.now().toISOString();
    const jws = sign({ deviceId, at, nonce: randomUUID(), appVersion: '1.0.0' });
    const { lease } = await this.dispatcher.run(system, new RenewLease({ jws }));
    return leaseSchema.parse(await this.context.module.get(Signing).verify('lease', lease));
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.mailbox.close();
  }
}
