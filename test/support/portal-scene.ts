import { EntityManager } from '@mikro-orm/postgresql';
import type { DynamicModule } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SignInModule } from '../../src/api/sign-in/sign-in.module.js';
import { AspirantsModule } from '../../src/contexts/aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../../src/contexts/auxiliaries/auxiliaries.module.js';
import { DevicesModule } from '../../src/contexts/devices/devices.module.js';
import { SupportReceived } from '../../src/contexts/intake/index.js';
import { IntakeModule } from '../../src/contexts/intake/intake.module.js';
import { composeFolio } from '#electoral/wire';
import { ProcessesModule } from '../../src/contexts/processes/processes.module.js';
import { TransparencyModule } from '../../src/contexts/transparency/transparency.module.js';
import { ReviewDecided } from '../../src/contexts/verification/index.js';
import {
  SupportOpener,
  UnsealError,
  type OpenedSupport,
} from '../../src/contexts/verification/unseal/support-opener.js';
import { VerificationModule } from '../../src/contexts/verification/verification.module.js';
import { oauthProvider } from '../../src/demonstration/oauth-provider/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { randomId } from '../../src/kernel/crypto/random.js';
import { assets } from '../../src/kernel/http/assets.js';
import { Pages } from '../../src/kernel/http/pages.js';
import { ProblemFilter } from '../../src/kernel/http/problem.filter.js';
import { requireSameOrigin } from '../../src/kernel/http/same-origin.js';
import { Outbox } from '../../src/kernel/jobs/outbox.js';
import type { IntegrationEvent } from '../../src/kernel/messaging/events.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { mountPortal } from '../../src/portal/portal-session.js';
import { PortalModule } from '../../src/portal/portal.module.js';
import { inventedPerson, type InventedPerson } from '../builders/index.js';
import { drain } from './drain.js';
import { asOwner, contextModule, type TestContext } from './app.js';
import { openMailbox, type Mailbox } from './mailbox.js';
import {
  confirmedAspirant,
  enrolDevice,
  loadRoll,
  newContest,
  openPeriod,
  registerAuxiliary,
  sealSupport,
  sendSupport,
  type Contest,
  type RollMember,
  type WorldSupport,
} from '../../src/demonstration/world/index.js';
import { freePort } from './free-port.js';

export const MARIA = { name: 'María Guadalupe Xolotl Ibáñez', email: 'maria@correo.example' };
export const OTHER = { name: 'Otra Persona', email: 'otra@correo.example' };

const system = systemActor('portal-scene');

/** Returns the supports that the scene registered, without the cryptography of a real device. */
class SceneOpener extends SupportOpener {
  readonly opened = new Map<string, OpenedSupport>();

  override open(blobKey: string): Promise<OpenedSupport> {
    const found = this.opened.get(blobKey);
    return found ? Promise.resolve(found) : Promise.reject(new UnsealError('key-not-opened'));
  }
}

/** The portal over HTTP, with two confirmed aspirants to one office and a roll of a few people. */
export class PortalScene {
  readonly mariaId: string;
  readonly otherId: string;
  #supports = 0;

  private constructor(
    readonly base: string,
    readonly context: TestContext,
    readonly mailbox: Mailbox,
    /** Adults in the lista nominal who are not aspirants. */
    readonly citizens: readonly InventedPerson[],
    private readonly contest: Contest,
    private readonly app: NestExpressApplication,
    private readonly opener: SceneOpener,
    aspirants: readonly [string, string],
  ) {
    [this.mariaId, this.otherId] = aspirants;
  }

  /** @param alsoRegistered electors in addition to the citizens. */
  static async open(
    alsoRegistered: readonly RollMember[] = [],
    process: { readonly practice?: boolean } = {},
  ): Promise<PortalScene> {
    const port = await freePort();
    const base = `http://127.0.0.1:${String(port)}`;
    const mailbox = await openMailbox();
    const opener = new SceneOpener();
    const verification: DynamicModule = {
      module: VerificationModule,
      providers: [{ provide: SupportOpener, useValue: opener }],
    };
    const modules = [ProcessesModule, AspirantsModule, AuxiliariesModule, DevicesModule, IntakeModule, verification];
    const context = await contextModule([...modules, TransparencyModule, SignInModule, PortalModule], {
      PORT: String(port),
      SMTP_URL: mailbox.url,
      GOOGLE_CLIENT_ID: 'google-demo',
      GOOGLE_CLIENT_SECRET: 'google-secret',
      GOOGLE_BASE_URL: `${base}/demo/oauth/google`,
      FACEBOOK_CLIENT_ID: 'facebook-demo',
      FACEBOOK_CLIENT_SECRET: 'facebook-secret',
      FACEBOOK_BASE_URL: `${base}/demo/oauth/facebook`,
    });
    const citizens = await loadCitizens(context, alsoRegistered);
    const dispatcher = context.module.get(Dispatcher);
    const contest = await newContest(dispatcher, system, process);
    await openPeriod(dispatcher, system, contest);
    const maria = await confirmedAspirant(dispatcher, system, contest.officeId);
    const other = await confirmedAspirant(dispatcher, system, contest.officeId, { ...OTHER_CARD, email: OTHER.email });
    const aspirants = [maria.aspirantId, other.aspirantId] as const;
    const app = await listen(context, port);
    return new PortalScene(base, context, mailbox, citizens, contest, app, opener, aspirants);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.context.close();
    await this.mailbox.close();
  }

  /** Registers and confirms another aspirant for the same office. */
  async newAspirant(change: Parameters<typeof confirmedAspirant>[3]): Promise<string> {
    const dispatcher = this.context.module.get(Dispatcher);
    return (await confirmedAspirant(dispatcher, system, this.contest.officeId, change)).aspirantId;
  }

  /** Publishes a support of a citizen as received and verifies it. */
  async support(
    aspirantId: string,
    citizen: InventedPerson,
    auxiliaryId = randomId(),
  ): Promise<{ supportId: string; folio: string }> {
    const supportId = randomId();
    this.#supports += 1;
    const folio = composeFolio('7K2MD', this.#supports);
    const { credentialType, cic, identificadorCiudadano, claveElector, nombre, paterno, materno } = citizen;
    const capturedAt = new Date(this.context.clock.now().getTime() - this.#supports * 420_000);
    const read = { cic, identificadorCiudadano, claveElector, nombre, paterno, materno };
    this.opener.opened.set(supportId, {
      parts: new Map(),
      credentialType,
      read,
      typed: {},
      email: undefined,
      capturedAt,
      auxiliaryId,
      deviceId: randomId(),
    });
    const received = {
      supportId,
      folio,
      ...this.contest,
      aspirantId,
      auxiliaryId,
      deviceId: randomId(),
      channel: 'app' as const,
      capturedBy: null,
      entidad: '22',
      receivedAt: new Date(this.context.clock.now().getTime() + this.#supports * 1000).toISOString(),
      integrityCode: 'ab'.repeat(32),
      blobKey: supportId,
      flags: [],
    };
    await this.publish(new SupportReceived(received));
    return { supportId, folio };
  }

  /** A support that a device of Ana, who must be in the roll, captured and sent. */
  async receiveSupport(aspirantId: string): Promise<WorldSupport> {
    const { module } = this.context;
    const dispatcher = module.get(Dispatcher);
    const auxiliary = await registerAuxiliary(dispatcher, system, aspirantId);
    const device = await enrolDevice(module, system, { ...this.contest, ...auxiliary });
    const support = await sealSupport(module, device, { number: 900 });
    const { status } = await sendSupport(this.base, support);
    if (status !== 201) throw new Error(`the upload returned ${String(status)}`);
    return support;
  }

  /** Publishes the control desk's verdict on a support. */
  verdict(supportId: string, verdict: ReviewDecided['payload']['verdict']): Promise<void> {
    const at = this.context.clock.now().toISOString();
    return this.publish(
      new ReviewDecided({
        supportId,
        folio: 'AC-TEST',
        reviewer: 'desk',
        verdict,
        subReason: null,
        criteriaVersion: 1,
        at,
      }),
    );
  }

  async publish(event: IntegrationEvent): Promise<void> {
    await this.context.module
      .get(EntityManager)
      .fork()
      .transactional((em) => this.context.module.get(Outbox).append(em, [event], randomId()));
    await this.drain();
  }

  async drain(): Promise<void> {
    await drain(this.context.module);
  }

  async sql(text: string): Promise<void> {
    await asOwner(this.context.module).getConnection().execute(text);
  }
}

const OTHER_CARD = {
  nombre: 'Otra',
  paterno: 'Persona',
  materno: '',
  claveElector: 'PRPROT97061319M200',
  cic: '123456780',
};

async function loadCitizens(context: TestContext, alsoRegistered: readonly RollMember[]): Promise<InventedPerson[]> {
  const citizens = Array.from({ length: 100 }, (_, index) => inventedPerson(index)).filter(
    ({ registryStatus, entidad, fechaNacimiento }) =>
      registryStatus === 'lista-nominal' && entidad === '22' && fechaNacimiento < '2005',
  );
  await loadRoll(context.config.ownerDatabaseUrl, [...citizens, ...alsoRegistered]);
  return citizens;
}

async function listen(context: TestContext, port: number): Promise<NestExpressApplication> {
  const app = context.module.createNestApplication<NestExpressApplication>();
  app.useGlobalFilters(new ProblemFilter(app.get(Pages)));
  app.use('/assets', assets());
  app.use(
    '/demo/oauth',
    oauthProvider(context.config, context.clock, () => Promise.resolve([MARIA, OTHER])),
  );
  app.use('/portal', requireSameOrigin(context.config));
  await mountPortal(app);
  await app.listen(port, '127.0.0.1');
  return app;
}
