import { rm } from 'node:fs/promises';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { asOwner } from './app.js';
import { createApp, migrate } from '../../src/app.js';
import { SupportOpener, type OpenedSupport } from '../../src/contexts/verification/unseal/support-opener.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { ManualClock } from '../../src/kernel/clock/clock.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { inventedPerson, type InventedPerson } from '../builders/index.js';
import { drain } from './drain.js';
import { newDatabase, testConfig } from './app.js';
import { openMailbox, type Mailbox } from './mailbox.js';
import {
  confirmedAspirant,
  loadRoll,
  newContest,
  openPeriod,
  registerAuxiliary,
  type Contest,
} from '../../src/demonstration/world/index.js';
import { freePort } from './free-port.js';

const system = systemActor('app-scene');

export interface SceneAuxiliary {
  readonly email: string;
  readonly idAuxiliar: string;
  readonly person: InventedPerson;
}

/** The whole web process with one aspirant in an open period, seeded by its commands. */
export class AppScene {
  #auxiliaries = 0;

  private constructor(
    readonly base: string,
    readonly clock: ManualClock,
    readonly mailbox: Mailbox,
    /** Adults in the lista nominal. */
    readonly citizens: readonly InventedPerson[],
    private readonly contest: Contest,
    private readonly aspirantId: string,
    readonly app: NestExpressApplication,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  static async open(): Promise<AppScene> {
    const port = await freePort();
    const base = `http://127.0.0.1:${String(port)}`;
    const mailbox = await openMailbox();
    const database = await newDatabase();
    const { config, folder } = await testConfig(database.url, {
      PORT: String(port),
      SMTP_URL: mailbox.url,
      GOOGLE_CLIENT_ID: 'google-demo',
      GOOGLE_CLIENT_SECRET: 'google-secret',
      GOOGLE_BASE_URL: `${base}/demo/oauth/google`,
    });
    const clock = new ManualClock('2027-01-15T18:00:00Z');
    const app = await createApp(config, clock);
    await migrate(app);
    const citizens = await loadCitizens(config.ownerDatabaseUrl);
    await app.listen(port, '127.0.0.1');
    const dispatcher = app.get(Dispatcher);
    const contest = await newContest(dispatcher, system);
    await openPeriod(dispatcher, system, contest);
    const { aspirantId } = await confirmedAspirant(dispatcher, system, contest.officeId);
    return new AppScene(base, clock, mailbox, citizens, contest, aspirantId, app, async () => {
      await app.close();
      await mailbox.close();
      await database.drop();
      await rm(folder, { recursive: true });
    });
  }

  get idProceso(): string {
    return this.contest.idProceso;
  }

  /** Sets the period to its initial value with `change` applied. */
  async changePeriod(change: Parameters<typeof openPeriod>[3]): Promise<void> {
    const cause = { agreement: 'IEEQ/CG/A/012/27', shortens: true };
    await openPeriod(this.app.get(Dispatcher), system, this.contest, { ...cause, ...change });
  }

  /** Registers the next citizen as an auxiliary. */
  async newAuxiliary(): Promise<SceneAuxiliary> {
    const nth = this.#auxiliaries;
    this.#auxiliaries += 1;
    const person = this.citizens[nth];
    if (!person) throw new Error('no citizen left');
    const { nombre, paterno, materno, fechaNacimiento, claveElector } = person;
    const email = `auxiliar${String(nth)}@correo.example`;
    const { idAuxiliar } = await registerAuxiliary(this.app.get(Dispatcher), system, this.aspirantId, {
      ...{ nombre, paterno, materno, fechaNacimiento, claveElector, email },
    });
    return { email, idAuxiliar, person };
  }

  async drain(): Promise<void> {
    await drain(this.app);
  }

  /** Decrypts a received support with the server's key. */
  async opened(folio: string): Promise<OpenedSupport> {
    const [stored] = await this.sql<{ blob_key: string; code: string }>(
      `select blob_key, encode(integrity_code, 'hex') as code from intake.support where folio = '${folio}'`,
    );
    if (!stored) throw new Error('not received');
    return this.app.get(SupportOpener, { strict: false }).open(stored.blob_key, stored.code);
  }

  async sql<Row>(text: string): Promise<Row[]> {
    return asOwner(this.app).getConnection().execute<Row[]>(text);
  }

  close(): Promise<void> {
    return this.cleanUp();
  }
}

async function loadCitizens(ownerUrl: string): Promise<InventedPerson[]> {
  const citizens = Array.from({ length: 100 }, (_, index) => inventedPerson(index)).filter(
    ({ registryStatus, entidad, fechaNacimiento }) =>
      registryStatus === 'lista-nominal' && entidad === '22' && fechaNacimiento < '2005',
  );
  await loadRoll(ownerUrl, citizens);
  return citizens;
}
