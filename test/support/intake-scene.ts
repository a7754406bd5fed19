import type { NestExpressApplication } from '@nestjs/platform-express';
import { AspirantsModule } from '../../src/contexts/aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../../src/contexts/auxiliaries/auxiliaries.module.js';
import {
  DEFAULT_POLICY,
  ReinstateDevice,
  SetEnrolmentPolicy,
  SuspendDevice,
} from '../../src/contexts/devices/index.js';
import { DevicesModule } from '../../src/contexts/devices/devices.module.js';
import { ElectoralRollModule } from '../../src/contexts/electoral-roll/index.js';
import { IntakeModule } from '../../src/contexts/intake/intake.module.js';
import type { ErasureAnswer, SupportManifest } from '#electoral/wire';
import { ProcessesModule } from '../../src/contexts/processes/processes.module.js';
import {
  ANA,
  announceSupports,
  beginEnrolment,
  confirmedAspirant,
  enrolDevice,
  loadRoll,
  newContest,
  openPeriod,
  registerAuxiliary,
  reportErased,
  requestErasure,
  sealSupport,
  sendSupport,
  type BegunEnrolment,
  type WorldAuxiliary,
  type WorldDevice,
  type WorldSupport,
} from '../../src/demonstration/world/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { ProblemFilter } from '../../src/kernel/http/problem.filter.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { asOwner, contextModule, type TestContext } from './app.js';
import { seenDevice } from './seen-device.js';

export type IntakePhone = WorldDevice;
export type CapturedSupport = WorldSupport;

export interface IntakeAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly code?: string;
  readonly detail?: string;
  readonly receipt?: string;
  readonly refusal?: string;
  readonly offset?: string | number;
}

interface ContestIds {
  readonly processId: string;
  readonly officeId: string;
  readonly idProceso: string;
}

const system = systemActor('spec');

/** Intake over HTTP, with an open period and devices of one auxiliary whose private keys the spec has. */
export class IntakeScene {
  #counter = 0;

  private constructor(
    readonly context: TestContext,
    private readonly app: NestExpressApplication,
    readonly base: string,
    private readonly contest: ContestIds,
    private readonly auxiliary: WorldAuxiliary,
  ) {}

  static async open(environment: Record<string, string> = {}): Promise<IntakeScene> {
    const context = await contextModule(
      [ProcessesModule, AspirantsModule, ElectoralRollModule, AuxiliariesModule, DevicesModule, IntakeModule],
      // One test device represents many.
      { INTAKE_UPLOADS_PER_DEVICE: '64', ...environment },
    );
    const dispatcher = context.module.get(Dispatcher);
    await loadRoll(context.config.ownerDatabaseUrl, [ANA]);
    const contest = await newContest(dispatcher, system);
    await openPeriod(dispatcher, system, contest);
    const { aspirantId } = await confirmedAspirant(dispatcher, system, contest.officeId);
    const auxiliary = await registerAuxiliary(dispatcher, system, aspirantId);
    await dispatcher.run(
      system,
      new SetEnrolmentPolicy({ ...DEFAULT_POLICY, devicesAllowed: 5, entidad: '22', reason: 'Acuerdo' }),
    );
    const app = context.module.createNestApplication<NestExpressApplication>();
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    const base = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    return new IntakeScene(context, app, base, contest, auxiliary);
  }

  get processId(): string {
    return this.contest.processId;
  }

  get officeId(): string {
    return this.contest.officeId;
  }

  get dispatcher(): Dispatcher {
    return this.context.module.get(Dispatcher);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.context.close();
  }

  rows<Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> {
    return asOwner(this.context.module).execute<Row[]>(sql, params);
  }

  /** An enrolment without its second step. */
  beginEnrolment(): Promise<BegunEnrolment> {
    return beginEnrolment(this.context.module, system, { ...this.contest, ...this.auxiliary });
  }

  enrol(): Promise<IntakePhone> {
    return enrolDevice(this.context.module, system, { ...this.contest, ...this.auxiliary });
  }

  /** Runs `work` while the device is suspended. */
  async whileSuspended<Result>({ deviceId }: IntakePhone, work: () => Promise<Result>): Promise<Result> {
    const reason = 'Revisión del dispositivo';
    await this.dispatcher.run(
      system,
      new SuspendDevice({ ...(await seenDevice(this.context.module, deviceId)), reason }),
    );
    try {
      return await work();
    } finally {
      await this.dispatcher.run(
        system,
        new ReinstateDevice({ ...(await seenDevice(this.context.module, deviceId)), reason }),
      );
    }
  }

  /** Runs `work` while the capture period is inactive. */
  async whileInactive<Result>(work: () => Promise<Result>): Promise<Result> {
    const change = { reason: 'Acuerdo del Consejo', agreement: 'IEEQ/CG/A/012/27' };
    await openPeriod(this.dispatcher, system, this.contest, { ...change, active: false });
    try {
      return await work();
    } finally {
      await openPeriod(this.dispatcher, system, this.contest, change);
    }
  }

  capture(
    from: IntakePhone,
    manifest: Partial<SupportManifest> = {},
    { pictureBytes = 60_000 } = {},
  ): Promise<CapturedSupport> {
    this.#counter += 1;
    const number = this.#counter;
    return sealSupport(this.context.module, from, { number, manifest, pictureBytes });
  }

  async send(record: CapturedSupport): Promise<IntakeAnswer> {
    return answerOf(await sendSupport(this.base, record));
  }

  async announce(...records: readonly CapturedSupport[]): Promise<IntakeAnswer> {
    return answerOf(await announceSupports(this.base, records));
  }

  /** @returns the status. */
  async reportErased(...records: readonly CapturedSupport[]): Promise<number> {
    return (await reportErased(this.base, records)).status;
  }

  /** @returns the responses, one per record. */
  async requestErasure(...records: readonly CapturedSupport[]): Promise<ErasureAnswer[]> {
    return ((await (await requestErasure(this.base, records)).json()) as { answers: ErasureAnswer[] }).answers;
  }

  async ask(path: string, init: RequestInit = {}): Promise<IntakeAnswer> {
    return answerOf(await fetch(this.base + path, init));
  }
}

async function answerOf(answer: Response): Promise<IntakeAnswer> {
  return {
    ...((await answer.json()) as object),
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
  };
}
