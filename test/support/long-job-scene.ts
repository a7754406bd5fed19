import { Injectable, Module } from '@nestjs/common';
import { CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { systemActor, type Actor } from '../../src/kernel/access/actor.js';
import { DomainError } from '../../src/kernel/errors/domain-error.js';
import { GetLongJob } from '../../src/kernel/long-jobs/get-long-job.js';
import { LongJobKinds } from '../../src/kernel/long-jobs/long-job-kinds.js';
import type { LongJobView } from '../../src/kernel/long-jobs/long-job-records.js';
import {
  LongJobSpec,
  type LongJob,
  type LongJobProgress,
  type LongJobStep,
  type StartedLongJob,
} from '../../src/kernel/long-jobs/long-job-decorator.js';
import { LongJobSignal } from '../../src/kernel/long-jobs/long-job-signal.js';
import { LongJobSteps } from '../../src/kernel/long-jobs/long-job-steps.js';
import { LongJobWorker } from '../../src/kernel/long-jobs/long-job-worker.js';
import { ShardLeases, type ClaimedShard } from '../../src/kernel/long-jobs/shard-leases.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { Consumes, EventSpec, IntegrationEvent, type EventConsumer } from '../../src/kernel/messaging/events.js';
import { CommandSpec, KernelCommand } from '../../src/kernel/messaging/specs.js';
import { UnitOfWork } from '../../src/kernel/messaging/unit-of-work.js';
import { asOwner, contextModule, type TestContext } from './app.js';

@EventSpec('sample.step-done', 1)
class StepDone extends IntegrationEvent<{ readonly jobId: string }> {}

const countInput = z.object({ items: z.number().int(), perStep: z.number().int() });
type CountInput = z.infer<typeof countInput>;
const countCheckpoint = z.object({ next: z.number().int(), end: z.number().int() });
type CountCheckpoint = z.infer<typeof countCheckpoint>;

/** Writes one row for every item. Processing an item twice leaves two rows. */
@Injectable()
@LongJobSpec({
  kind: 'sample.count-items',
  input: countInput,
  checkpoint: countCheckpoint,
  permission: 'sample.read',
  title: 'Cuenta de ejemplo',
  items: ['cosa', 'cosas'],
  figures: { counted: 'Cosas contadas' },
})
export class CountItems implements LongJob<CountInput, CountCheckpoint> {
  failure: Error | undefined;
  split = 0;
  backwards = false;
  announcing = false;
  entered = 0;
  gate: Promise<void> = Promise.resolve();

  constructor(private readonly work: UnitOfWork) {}

  /** Restores the default behaviour. */
  reset(): void {
    this.failure = undefined;
    this.split = 0;
    this.backwards = false;
    this.announcing = false;
    this.gate = Promise.resolve();
  }

  async step(step: LongJobStep<CountInput, CountCheckpoint>): Promise<LongJobProgress<CountCheckpoint>> {
    const { gate } = this;
    this.entered += 1;
    const { jobId, input } = step;
    const { next, end } = step.checkpoint ?? { next: 0, end: input.items };
    if (this.split > 0 && step.checkpoint === null) {
      const size = Math.ceil(input.items / this.split);
      const shards = Array.from({ length: this.split }, (_, at) => {
        const [from, to] = [at, at + 1].map((bound) => Math.min(input.items, bound * size)) as [number, number];
        return { checkpoint: { next: from, end: to }, total: to - from };
      });
      return { checkpoint: { next, end }, done: 0, total: 0, finished: true, shards };
    }
    const until = Math.min(end, next + input.perStep);
    for (let item = next; item < until; item += 1) {
      await this.work.sql('insert into sample.item (job_id, item) values ($1, $2)', [jobId, item]);
    }
    this.work.count('sample.items', {}, until - next);
    await gate;
    if (this.failure) throw this.failure;
    const done = this.backwards ? step.done - 1 : step.done + until - next;
    const finished = until === end;
    if (this.announcing) this.work.publish(new StepDone({ jobId }));
    const total = step.total ?? end - next;
    return { checkpoint: { next: until, end }, done, total, finished, result: { counted: done } };
  }

  async cancelled(_: CountInput, jobId: string): Promise<void> {
    await this.work.sql('insert into sample.cancelled (job_id) values ($1)', [jobId]);
  }
}

const startInput = z.object({
  key: z.string(),
  items: z.number().default(10),
  perStep: z.number().default(3),
  territory: z.string().optional(),
  thenFail: z.boolean().default(false),
});

@CommandSpec({ name: 'sample.start', permission: 'sample.start', input: startInput })
export class Start extends KernelCommand<z.input<typeof startInput>, StartedLongJob> {}

@CommandHandler(Start)
class StartHandler implements ICommandHandler<Start> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(command: Start): Promise<StartedLongJob> {
    const { key, items, perStep, territory, thenFail } = command.input as z.infer<typeof startInput>;
    this.work.authorize({});
    const started = await this.work.startJob(CountItems, { items, perStep }, { dedupeKey: key, territory });
    if (thenFail) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
    return started;
  }
}

@EventSpec('sample.asked', 1)
class JobRequested extends IntegrationEvent<{ readonly key: string }> {}

const askInput = z.object({ key: z.string() });

@CommandSpec({ name: 'sample.ask', permission: 'sample.start', input: askInput })
export class Ask extends KernelCommand<z.infer<typeof askInput>> {}

@CommandHandler(Ask)
class AskHandler implements ICommandHandler<Ask> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { key } }: Ask): Promise<void> {
    this.work.authorize({});
    this.work.publish(new JobRequested({ key }));
    return Promise.resolve();
  }
}

/** Starts a job in the transaction of a consumer. */
@Injectable()
@Consumes(JobRequested, 'sample.start-asked')
class StartRequestedJob implements EventConsumer<JobRequested> {
  constructor(private readonly work: UnitOfWork) {}

  async handle({ key }: JobRequested['payload']): Promise<void> {
    await this.work.startJob(CountItems, { items: 1, perStep: 1 }, { dedupeKey: key });
  }
}

@Module({ imports: [CqrsModule], providers: [AskHandler, CountItems, StartRequestedJob, StartHandler] })
class SampleModule {}

export const system: Actor = systemActor('spec');

/** A kind of long job that counts, with two workers. */
export class LongJobScene {
  readonly dispatcher: Dispatcher;
  readonly steps: LongJobSteps;
  readonly kinds: LongJobKinds;
  readonly sample: CountItems;
  readonly signal: LongJobSignal;
  readonly leases: readonly [ShardLeases, ShardLeases];
  readonly workers: readonly [LongJobWorker, LongJobWorker];
  #keys = 0;

  private constructor(readonly context: TestContext) {
    const { module } = context;
    this.dispatcher = module.get(Dispatcher);
    this.steps = module.get(LongJobSteps);
    this.kinds = module.get(LongJobKinds);
    this.signal = module.get(LongJobSignal);
    this.sample = module.get(CountItems);
    const em = module.get(EntityManager);
    this.leases = [new ShardLeases(em), new ShardLeases(em)];
    const worker = (leases: ShardLeases): LongJobWorker =>
      new LongJobWorker(this.kinds, leases, this.steps, this.signal);
    this.workers = [worker(this.leases[0]), worker(this.leases[1])];
  }

  static async open(): Promise<LongJobScene> {
    const scene = new LongJobScene(await contextModule([SampleModule]));
    await scene.rows('create schema sample');
    await scene.rows('create table sample.item (job_id uuid not null, item int not null)');
    await scene.rows('create table sample.cancelled (job_id uuid primary key)');
    return scene;
  }

  close(): Promise<void> {
    return this.context.close();
  }

  rows<Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> {
    return asOwner(this.context.module).execute<Row[]>(sql, params);
  }

  /** The key of the last started job. */
  get key(): string {
    return `key ${String(this.#keys)}`;
  }

  async start(input: Partial<z.input<typeof startInput>> = {}): Promise<string> {
    this.#keys += 1;
    return (await this.dispatcher.run(system, new Start({ key: this.key, ...input }))).jobId;
  }

  async items(jobId: string): Promise<number[]> {
    const found = await this.rows<{ item: number }>('select item from sample.item where job_id = ? order by item', [
      jobId,
    ]);
    return found.map(({ item }) => item);
  }

  view(jobId: string): Promise<LongJobView> {
    return this.dispatcher.ask(system, new GetLongJob({ jobId }));
  }

  async claim(by: 0 | 1 = 0): Promise<ClaimedShard> {
    const shard = await this.leases[by].claim(this.kinds.names());
    if (!shard) throw new Error('nothing is due');
    return shard;
  }

  step(shard: ClaimedShard): Promise<ClaimedShard | undefined> {
    return this.steps.step(this.kinds.get(shard.kind), shard);
  }

  async expireLeases(): Promise<void> {
    await this.rows(`update kernel.long_job_shard set lease_expires_at = clock_timestamp() - interval '1 second'
                     where lease_owner is not null`);
  }

  async endWaits(): Promise<void> {
    await this.rows('update kernel.long_job_shard set available_at = clock_timestamp() where ended_at is null');
  }

  /** Completes all jobs that a test left. */
  async settle(): Promise<void> {
    this.sample.reset();
    await this.endWaits();
    await this.expireLeases();
    await this.workers[0].drain();
  }
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, item) => item);
