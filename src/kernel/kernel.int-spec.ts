import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { CommandHandler, CqrsModule, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { asOwner, contextModule, sealAudit, type TestContext } from '../../test/support/app.js';
import { systemActor, type Actor } from './access/actor.js';
import { AuditVerifier } from './audit/audit-verifier.js';
import { Counters } from './counters/counters.js';
import { randomId } from './crypto/random.js';
import { DomainError } from './errors/domain-error.js';
import { ConsumerRunner } from './jobs/consumer-runner.js';
import { OutboxRelay } from './jobs/outbox-relay.js';
import { Dispatcher } from './messaging/dispatcher.js';
import { Consumes, EventSpec, IntegrationEvent, type EventConsumer, type OutboxMessage } from './messaging/events.js';
import { CommandSpec, KernelCommand, KernelQuery, QuerySpec } from './messaging/specs.js';
import { TransactionRunner } from './messaging/transaction-runner.js';
import { UnitOfWork } from './messaging/unit-of-work.js';

@EventSpec('sample.thing-recorded', 1)
class ThingRecorded extends IntegrationEvent<{ readonly thing: string; readonly failures: number }> {}

const input = z.object({
  thing: z.string().min(1),
  entidad: z.string(),
  then: z.enum(['end', 'throw', 'read-and-throw', 'nested-refusal', 'skip-scope']).default('end'),
  failures: z.number().default(0),
});

@CommandSpec({ name: 'sample.record-thing', permission: 'sample.record', input })
class RecordThing extends KernelCommand<z.input<typeof input>, string> {}

@QuerySpec({
  name: 'sample.read-person',
  permission: 'sample.record',
  input: z.object({ person: z.string() }),
  personalData: true,
})
class ReadPerson extends KernelQuery<{ person: string }, string> {}

@QueryHandler(ReadPerson)
class ReadPersonHandler implements IQueryHandler<ReadPerson> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { person } }: ReadPerson): Promise<string> {
    this.work.authorizeByProof();
    this.work.audit({ subject: ['person', person] });
    return Promise.resolve(person);
  }
}

@CommandHandler(RecordThing)
class RecordThingHandler implements ICommandHandler<RecordThing> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(command: RecordThing): Promise<string> {
    const { thing, entidad, then, failures } = command.input as z.infer<typeof input>;
    if (then !== 'skip-scope') this.work.authorize({ entidad });
    await this.work.sql('insert into sample.thing (name) values ($1)', [thing]);
    this.work.audit({ subject: ['thing', thing], stream: 'sample' });
    this.work.count('things.recorded', { entidad }, 1);
    this.work.publish(new ThingRecorded({ thing, failures }));
    if (then === 'read-and-throw') await this.dispatcher.ask(this.work.actor, new ReadPerson({ person: thing }));
    if (then === 'nested-refusal') {
      const unprivileged = { ...this.work.actor, permissions: new Set<string>() };
      await this.dispatcher.ask(unprivileged, new ReadPerson({ person: thing })).catch(() => undefined);
    }
    if (then === 'throw' || then === 'read-and-throw') throw new DomainError('SAMPLE.REFUSED', { kind: 'invalid' });
    return thing;
  }
}

@Injectable()
@Consumes(ThingRecorded, 'sample.echo')
class Echo implements EventConsumer<ThingRecorded> {
  readonly #failed = new Map<string, number>();

  constructor(private readonly work: UnitOfWork) {}

  async handle({ thing, failures }: ThingRecorded['payload'], message: OutboxMessage): Promise<void> {
    await this.work.sql('insert into sample.echo (name, message_id) values ($1, $2)', [thing, message.id]);
    const failed = this.#failed.get(message.id) ?? 0;
    this.#failed.set(message.id, failed + 1);
    if (failed < failures) throw new Error('not yet');
  }
}

@Module({ imports: [CqrsModule], providers: [RecordThingHandler, ReadPersonHandler, Echo] })
class SampleModule {}

const official: Actor = {
  kind: 'official',
  id: 'o-1',
  label: 'opl',
  permissions: new Set(['sample.record']),
  scope: { entidad: '22' },
};

let context: TestContext;
let dispatcher: Dispatcher;

const rows = <Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> =>
  asOwner(context.module).execute<Row[]>(sql, params);

beforeAll(async () => {
  context = await contextModule([SampleModule]);
  dispatcher = context.module.get(Dispatcher);
  await rows('create schema sample');
  await rows('create table sample.thing (name text primary key)');
  await rows('create table sample.echo (name text, message_id uuid)');
});

afterAll(async () => {
  await context.close();
});

describe('the dispatcher', () => {
  it('writes the change, its audit entry, outbox message and counter delta in one transaction', async () => {
    await dispatcher.run(official, new RecordThing({ thing: 'one', entidad: '22' }));
    expect(await rows("select 1 from sample.thing where name = 'one'")).toHaveLength(1);
    expect(await rows("select 1 from kernel.audit_entry where subject_id = 'one' and outcome = 'done'")).toHaveLength(
      1,
    );
    expect(await rows("select 1 from kernel.outbox_message where payload->>'thing' = 'one'")).toHaveLength(1);
    expect(await rows("select 1 from kernel.counter_delta where name = 'things.recorded'")).not.toHaveLength(0);
  });

  it('rolls back a handler that throws', async () => {
    const refused = dispatcher.run(official, new RecordThing({ thing: 'two', entidad: '22', then: 'throw' }));
    await expect(refused).rejects.toMatchObject({ code: 'SAMPLE.REFUSED' });
    expect(await rows("select 1 from sample.thing where name = 'two'")).toHaveLength(0);
    expect(await rows("select 1 from kernel.audit_entry where subject_id = 'two'")).toHaveLength(0);
    expect(await rows("select 1 from kernel.outbox_message where payload->>'thing' = 'two'")).toHaveLength(0);
  });

  it('audits a read of personal data even if the handler then throws (decision 28)', async () => {
    const refused = dispatcher.run(official, new RecordThing({ thing: 'seen', entidad: '22', then: 'read-and-throw' }));
    await expect(refused).rejects.toMatchObject({ code: 'SAMPLE.REFUSED' });
    expect(await rows("select action, outcome from kernel.audit_entry where subject_id = 'seen'")).toEqual([
      { action: 'sample.read-person', outcome: 'read' },
    ]);
  });

  it('rolls back a handler that did not check its scope', async () => {
    const unchecked = dispatcher.run(official, new RecordThing({ thing: 'three', entidad: '22', then: 'skip-scope' }));
    await expect(unchecked).rejects.toThrow('did not check its scope');
    expect(await rows("select 1 from sample.thing where name = 'three'")).toHaveLength(0);
  });

  it('reports another entidad as not found, and audits the refusal', async () => {
    const foreign = dispatcher.run(official, new RecordThing({ thing: 'four', entidad: '14' }));
    await expect(foreign).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE', kind: 'not-found' });
    expect(
      await rows(
        "select 1 from kernel.audit_entry where outcome = 'refused' and details->>'reason' = 'ACCESS.OUT_OF_SCOPE'",
      ),
    ).not.toHaveLength(0);
  });

  it('rejects an actor without the permission', async () => {
    const stranger = { ...official, permissions: new Set<string>() };
    const refused = dispatcher.run(stranger, new RecordThing({ thing: 'five', entidad: '22' }));
    await expect(refused).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
  });

  it('audits refusals within commands that continue, however many run concurrently', async () => {
    // More than the pool has connections: none may hold one and wait for another.
    const things = Array.from({ length: 40 }, (_, nth) => `within-${String(nth)}`);
    const recorded = await Promise.all(
      things.map((thing) =>
        dispatcher.run(official, new RecordThing({ thing, entidad: '22', then: 'nested-refusal' })),
      ),
    );
    expect(recorded).toEqual(things);
    const refused = `select 1 from kernel.audit_entry where action = 'sample.read-person' and outcome = 'refused'`;
    expect(await rows(refused)).toHaveLength(things.length);
  }, 30_000);

  it('names the field of an invalid input', async () => {
    const wrong = dispatcher.run(official, new RecordThing({ thing: '', entidad: '22' }));
    await expect(wrong).rejects.toMatchObject({ code: 'KERNEL.FIELD_MISSING', field: 'thing' });
  });

  it('names the field of a text that contains NUL', async () => {
    const wrong = dispatcher.run(official, new RecordThing({ thing: 'six\u0000', entidad: '22' }));
    await expect(wrong).rejects.toMatchObject({ code: 'KERNEL.INPUT_INVALID', field: 'thing' });
  });
});

describe('the outbox', () => {
  it('runs a consumer once for a message delivered twice', async () => {
    await dispatcher.run(official, new RecordThing({ thing: 'twice', entidad: '22' }));
    const [row] = await rows<{ id: string; payload: object }>(
      "select id, payload from kernel.outbox_message where payload->>'thing' = 'twice'",
    );
    const message: OutboxMessage = {
      id: row?.id ?? '',
      type: 'sample.thing-recorded',
      version: 1,
      payload: row?.payload ?? {},
      occurredAt: context.clock.now(),
      correlationId: randomId(),
    };
    const runner = context.module.get(ConsumerRunner);
    const runs = await Promise.all([runner.run('sample.echo', message), runner.run('sample.echo', message)]);
    expect(runs.filter((ran) => ran)).toHaveLength(1);
    expect(await rows("select 1 from sample.echo where name = 'twice'")).toHaveLength(1);
  });

  it('retries a failed consumer later and rolls back the failed attempt', async () => {
    await dispatcher.run(official, new RecordThing({ thing: 'again', entidad: '22', failures: 1 }));
    const relay = context.module.get(OutboxRelay);
    await relay.drain();
    expect(await rows("select 1 from sample.echo where name = 'again'")).toHaveLength(0);
    context.clock.advance(60_000);
    await relay.drain();
    expect(await rows("select 1 from sample.echo where name = 'again'")).toHaveLength(1);
  });
});

describe('counters', () => {
  it('have the same readings before and after aggregation', async () => {
    const counters = context.module.get(Counters);
    const read = () =>
      context.module
        .get(EntityManager)
        .fork()
        .transactional((em) => counters.read(em, 'things.recorded', { entidad: '22' }));
    const before = await read();
    expect(await counters.aggregate()).toBeGreaterThan(0);
    expect(await read()).toEqual(before);
    expect(await counters.aggregate()).toBe(0);
  });
});

describe('the audit trail', () => {
  it('is chained by the sealer and passes verification', async () => {
    expect(await sealAudit(context)).toBeGreaterThan(0);
    await dispatcher.run(official, new RecordThing({ thing: 'sealed', entidad: '22' }));
    expect(await sealAudit(context)).toBe(1);
    expect((await context.module.get(AuditVerifier).verify()).faults).toEqual([]);
  });

  it('cannot be changed or emptied', async () => {
    await expect(rows("update kernel.audit_entry set actor_id = 'x'")).rejects.toThrow('append-only');
    await expect(rows('delete from kernel.audit_entry')).rejects.toThrow('append-only');
    await expect(rows('truncate kernel.audit_entry')).rejects.toThrow('append-only');
  });

  it('detects an entry altered with the trigger disabled', async () => {
    await rows('alter table kernel.audit_entry disable trigger audit_entry_append_only');
    await rows("update kernel.audit_entry set actor_id = 'x' where subject_id = 'sealed'");
    await rows('alter table kernel.audit_entry enable trigger audit_entry_append_only');
    const [entry] = await rows<{ entry: string; seal: number }>(
      "select id::text as entry, seal_sequence::int as seal from kernel.audit_entry where subject_id = 'sealed'",
    );
    expect((await context.module.get(AuditVerifier).verify()).faults).toEqual([
      { kind: 'entry-altered', stream: 'sample', ...entry },
    ]);
  });
});

describe('a system actor', () => {
  it('is not limited by a scope, and is audited under its own name', async () => {
    await dispatcher.run(systemActor('sample.job'), new RecordThing({ thing: 'job', entidad: '01' }));
    expect(await rows("select 1 from kernel.audit_entry where actor_id = 'sample.job'")).toHaveLength(1);
  });

  it('records on whose behalf a job runs in each audit entry, including those of its commands', async () => {
    await asJob(async (work) => {
      work.audit({ subject: ['job', 'own-entry'], details: { done: 1 } });
      await dispatcher.run(work.actor, new RecordThing({ thing: 'of-a-job', entidad: '01' }));
    });
    const audited = `select subject_id as id, actor_id as actor, details from kernel.audit_entry
      where subject_id in ('own-entry', 'of-a-job') order by subject_id desc`;
    expect(await rows(audited)).toEqual([
      { id: 'own-entry', actor: 'sample.long-job', details: { done: 1, onBehalfOf: 'o-1' } },
      { id: 'of-a-job', actor: 'sample.long-job', details: { onBehalfOf: 'o-1' } },
    ]);
  });

  it('leaves only the audit entries of its reads and refusals if its job fails', async () => {
    const failed = asJob(async (work) => {
      await dispatcher.run(work.actor, new RecordThing({ thing: 'failed-job', entidad: '01' }));
      await dispatcher.ask(work.actor, new ReadPerson({ person: 'read-by-job' }));
      const unprivileged = { ...work.actor, id: 'refused-in-job', permissions: new Set<string>() };
      await dispatcher.ask(unprivileged, new ReadPerson({ person: 'unread' })).catch(() => undefined);
      throw new Error('the job fails');
    });
    await expect(failed).rejects.toThrow('the job fails');
    expect(await rows("select 1 from sample.thing where name = 'failed-job'")).toHaveLength(0);
    const audited = `select outcome from kernel.audit_entry
      where subject_id in ('failed-job', 'read-by-job') or actor_id = 'refused-in-job' order by outcome`;
    expect(await rows(audited)).toEqual([{ outcome: 'read' }, { outcome: 'refused' }]);
  });
});

function asJob(work: (unit: UnitOfWork) => Promise<void>): Promise<void> {
  const transaction = { name: 'sample.long-job', correlationId: randomId(), onBehalfOf: 'o-1' };
  return context.module.get(TransactionRunner).runAsSystem(transaction, () => work(context.module.get(UnitOfWork)));
}
