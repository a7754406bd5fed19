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
import { AcceptAspirantDuties, ASPIRANT_DUTIES } from '../../src/contexts/auxiliaries/index.js';
import type { Lease } from '#electoral/wire';
import { LoadTerritory } from '../../src/contexts/processes/index.js';
import { ProcessesModule } from '../../src/contexts/processes/processes.module.js';
import { VerificationModule } from '../../src/contexts/verification/verification.module.js';
import { inventedTerritoryFile } from '../../src/demonstration/builders/territory.js';
import { confirmAspirant } from '../../src/demonstration/seed/confirm-aspirant.js';
import { systemActor, type Actor } from '../../src/kernel/access/actor.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { drain } from './drain.js';
import { scannedPdf } from '../builders/pdf-file.js';
import { asOwner, contextModule, type TestContext } from './app.js';
import { openMailbox, type Mailbox } from './mailbox.js';
import {
  addOffice,
  createProcess,
  enrolDevice,
  loadRoll,
  openPeriod,
  registerAuxiliary,
  renewLease,
  type WorldDevice,
} from '../../src/demonstration/world/index.js';

export const system = systemActor('spec');
/** An official of the OPL of Querétaro with all permissions for aspirants. */
export const opl: Actor = {
  kind: 'official',
  id: 'opl-22',
  label: 'opl-registrar',
  permissions: new Set(['register', 'confirm', 'correct', 'withdraw', 'read'].map((verb) => `aspirants.${verb}`)),
  scope: { entidad: '22' },
};
export const otherOfficial: Actor = { ...opl, id: 'opl-14', scope: { entidad: '14' } };
export const SCAN = new Uint8Array(scannedPdf('firmada'));

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
  fechaManifestacion: '2027-01-04',
  numeroOficio: 'IEEQ/001/2027',
  folioInterno: 'CI-001',
  observaciones: '',
} as const;
type Data = { [Field in keyof typeof data]: string };

/** Processes, offices, a territory catalogue, and aspirants at any step of their registration. */
export class AspirantScene {
  #persons = 0;
  #auxiliaries = 0;

  private constructor(
    readonly context: TestContext,
    readonly mailbox: Mailbox,
    readonly processId: string,
    private readonly idProceso: string,
    readonly officeId: string,
    /** Another office of the same process. */
    readonly otherOffice: string,
    /** An office of another process. */
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
    const { processId, idProceso } = await createProcess(dispatcher, system, process);
    const foreign = await createProcess(dispatcher, system, { ...process, name: 'Otro' });
    const { officeId } = await addOffice(dispatcher, system, processId);
    await openPeriod(dispatcher, system, { processId, officeId });
    const second = { kind: 'ayuntamiento', name: 'Segunda', territory: '014' };
    const others = [
      (await addOffice(dispatcher, system, processId, second)).officeId,
      (await addOffice(dispatcher, system, foreign.processId, { name: 'Ajena' })).officeId,
    ] as const;
    return new AspirantScene(context, mailbox, processId, idProceso, officeId, ...others);
  }

  get dispatcher(): Dispatcher {
    return this.context.module.get(Dispatcher);
  }

  sql<Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> {
    return asOwner(this.context.module).getConnection().execute<Row[]>(text, params);
  }

  async drain(): Promise<void> {
    await drain(this.context.module);
  }

  /** A new person with a unique clave de elector and e-mail. */
  newPerson(): typeof data {
    this.#persons += 1;
    return {
      ...data,
      // The clave keeps the letters of the original name, which still match.
      nombre: `${data.nombre} ${'U'.repeat(this.#persons)}` as typeof data.nombre,
      claveElector: `XLIBGD97061319M${String(100 + this.#persons)}` as typeof data.claveElector,
      email: `persona${String(this.#persons)}@example.com` as typeof data.email,
    };
  }

  async register(of: typeof data = this.newPerson()): Promise<string> {
    return (await this.dispatcher.run(opl, new RegisterAspirant({ ...of, officeId: this.officeId }))).aspirantId;
  }

  async confirmed(of: typeof data = this.newPerson()): Promise<string> {
    const aspirantId = await this.register(of);
    await confirmAspirant(this.dispatcher, opl, aspirantId, SCAN);
    return aspirantId;
  }

  summaryOf(aspirantId: string): Promise<AspirantView> {
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

  /** Enrols a device of a new auxiliary of the aspirant. */
  async deviceOf(aspirantId: string): Promise<WorldDevice> {
    const { dispatcher, context, idProceso } = this;
    this.#auxiliaries += 1;
    const nth = String(this.#auxiliaries);
    const person = { claveElector: `LNSLAN90010122M10${nth}`, email: `ana${nth}@example.com` };
    await loadRoll(context.config.ownerDatabaseUrl, [person], { name: `Corte ${nth}` });
    await dispatcher.run(system, new AcceptAspirantDuties({ aspirantId, version: ASPIRANT_DUTIES.version }));
    const auxiliary = await registerAuxiliary(dispatcher, system, aspirantId, person);
    return enrolDevice(context.module, system, { idProceso, ...auxiliary });
  }

  leaseOf(device: WorldDevice): Promise<Lease> {
    return renewLease(this.context.module, system, device);
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.mailbox.close();
  }
}
