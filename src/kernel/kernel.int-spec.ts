import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { CommandHandler, CqrsModule, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { contextModule, sealAudit, type TestContext } from '../../test/support/app.js';
import { systemActor, type Actor } from './access/actor.js';
import { AuditSealer } from './audit/audit-sealer.js';
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

@EventSpec('sample.thing-noted', 1)
class ThingNoted extends IntegrationEvent<{ readonly thing: string; readonly failures: number }> {}

const input = z.object({
  thing: z.string().min(1),
  entidad: z.string(),
  then: z.enum(['end', 'throw', 'look-and-throw', 'be-refused-within', 'forget-scope']).default('end'),
  failures: z.number().default(0),
});

@CommandSpec({ name: 'sample.note-thing', permission: 'sample.note', input })
class NoteThing extends KernelCommand<z.input<typeof input>, string> {}

@QuerySpec({
  name: 'sample.look-at-person',
  permission: 'sample.note',
  input: z.object({ person: z.string() }),
  personalData: true,
})
class LookAtPerson extends KernelQuery<{ person: string }, string> {}

@QueryHandler(LookAtPerson)
class LookAtPersonHandler implements IQueryHandler<LookAtPerson> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { person } }: LookAtPerson): Promise<string> {
    this.work.authorizeByProof();
    this.work.audit({ subject: ['person', person] });
    return Promise.resolve(person);
  }
}

@CommandHandler(NoteThing)
class NoteThingHandler implements ICommandHandler<NoteThing> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(command: NoteThing): Promise<string> {
    const { thing, entidad, then, failures } = command.input as z.infer<typeof input>;
    if (then !== 'forget-scope') this.work.authorize({ entidad });
    await this.work.sql('insert into sample.thing (name) values ($1)', [thing]);
    this.work.audit({ subject: ['thing', thing], stream: 'sample' });
    this.work.count('things.noted', { entidad }, 1);
    this.work.publish(new ThingNoted({ thing, failures }));
    if (then === 'look-and-throw') await this.dispatcher.ask(this.work.actor, new LookAtPerson({ person: thing }));
    if (then === 'be-refused-within') {
      const nobody = { ...this.work.actor, permissions: new Set<string>() };
      await this.dispatcher.ask(nobody, new LookAtPerson({ person: thing })).catch(() => undefined);
    }
    if (then === 'throw' || then === 'look-and-throw') throw new DomainError('SAMPLE.REFUSED', { kind: 'invalid' });
    return thing;
  }
}

@Injectable()
@Consumes(ThingNoted, 'sample.echo')
class Echo implements EventConsumer<ThingNoted> {
  readonly #failed = new Map<string, number>();

  constructor(private readonly work: UnitOfWork) {}

  async handle({ thing, failures }: ThingNoted['payload'], message: OutboxMessage): Promise<void> {
    await this.work.sql('insert into sample.echo (name, message_id) values ($1, $2)', [thing, message.id]);
    const failed = this.#failed.get(message.id) ?? 0;
    this.#failed.set(message.id, failed + 1);
    if (failed < failures) throw new Error('not yet');
  }
}

@Module({ imports: [CqrsModule], providers: [NoteThingHandler, LookAtPersonHandler, Echo] })
class SampleModule {}

const official: Actor = {
  kind: 'official',
  id: 'o-1',
  label: 'opl',
  permissions: new Set(['sample.note']),
  scope: { entidad: '22' },
};

let context: TestContext;
let dispatcher: Dispatcher;

const rows = <Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> =>
  context.module.get(EntityManager).fork().execute<Row[]>(sql, params);

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

describe('the wrapper of every command', () => {
  it('writes change, audit entry, outbox message and counter delta together', async () => {
    await dispatcher.run(official, new NoteThing({ thing: 'one', entidad: '22' }));
    expect(await rows("select 1 from sample.thing where name = 'one'")).toHaveLength(1);
    expect(await rows("select 1 from kernel.audit_entry where subject_id = 'one' and outcome = 'done'")).toHaveLength(
      1,
    );
    expect(await rows("select 1 from kernel.outbox_message where payload->>'thing' = 'one'")).toHaveLength(1);
    expect(await rows("select 1 from kernel.counter_delta where name = 'things.noted'")).not.toHaveLength(0);
  });

  it('writes nothing of a handler that throws', async () => {
    const refused = dispatcher.run(official, new NoteThing({ thing: 'two', entidad: '22', then: 'throw' }));
    await expect(refused).rejects.toMatchObject({ code: 'SAMPLE.REFUSED' });
    expect(await rows("select 1 from sample.thing where name = 'two'")).toHaveLength(0);
    expect(await rows("select 1 from kernel.audit_entry where subject_id = 'two'")).toHaveLength(0);
    expect(await rows("select 1 from kernel.outbox_message where payload->>'thing' = 'two'")).toHaveLength(0);
  });

  it('keeps the look at personal data of a handler that then throws (decision 28)', async () => {
    const refused = dispatcher.run(official, new NoteThing({ thing: 'seen', entidad: '22', then: 'look-and-throw' }));
    await expect(refused).rejects.toMatchObject({ code: 'SAMPLE.REFUSED' });
    expect(await rows("select action, outcome from kernel.audit_entry where subject_id = 'seen'")).toEqual([
      { action: 'sample.look-at-person', outcome: 'read' },
    ]);
  });

  it('rolls back a handler that never decided its scope (denied by default)', async () => {
    const undecided = dispatcher.run(official, new NoteThing({ thing: 'three', entidad: '22', then: 'forget-scope' }));
    await expect(undecided).rejects.toThrow('did not decide its scope');
    expect(await rows("select 1 from sample.thing where name = 'three'")).toHaveLength(0);
  });

  it('refuses another entidad as if nothing were there, and audits the refusal', async () => {
    const foreign = dispatcher.run(official, new NoteThing({ thing: 'four', entidad: '14' }));
    await expect(foreign).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE', kind: 'not-found' });
    expect(
      await rows(
        "select 1 from kernel.audit_entry where outcome = 'refused' and details->>'reason' = 'ACCESS.OUT_OF_SCOPE'",
      ),
    ).not.toHaveLength(0);
  });

  it('refuses an actor without the permission before the handler runs', async () => {
    const stranger = { ...official, permissions: new Set<string>() };
    const refused = dispatcher.run(stranger, new NoteThing({ thing: 'five', entidad: '22' }));
    await expect(refused).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
  });

  it('keeps what was refused within commands that went on, however many run at once', async () => {
    // More than there are connections: none of them may hold one and wait for another.
    const things = Array.from({ length: 40 }, (_, nth) => `within-${String(nth)}`);
    const noted = await Promise.all(
      things.map((thing) =>
        dispatcher.run(official, new NoteThing({ thing, entidad: '22', then: 'be-refused-within' })),
      ),
    );
    expect(noted).toEqual(things);
    const refused = `select 1 from kernel.audit_entry where action = 'sample.look-at-person' and outcome = 'refused'`;
    expect(await rows(refused)).toHaveLength(things.length);
  }, 30_000);

  it('names the field of an input that does not fit', async () => {
    const wrong = dispatcher.run(official, new NoteThing({ thing: '', entidad: '22' }));
    await expect(wrong).rejects.toMatchObject({ code: 'KERNEL.INPUT_INVALID', field: 'thing' });
  });

  it('names the field of a text that no database can hold', async () => {
    const wrong = dispatcher.run(official, new NoteThing({ thing: 'six\u0000', entidad: '22' }));
    await expect(wrong).rejects.toMatchObject({ code: 'KERNEL.INPUT_INVALID', field: 'thing' });
  });
});

describe('the outbox', () => {
  it('runs a consumer once for a message delivered twice', async () => {
    await dispatcher.run(official, new NoteThing({ thing: 'twice', entidad: '22' }));
    const [row] = await rows<{ id: string; payload: object }>(
      "select id, payload from kernel.outbox_message where payload->>'thing' = 'twice'",
    );
    const message: OutboxMessage = {
      id: row?.id ?? '',
      type: 'sample.thing-noted',
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

  it('tries a failed consumer again later, with nothing of the failure left behind', async () => {
    await dispatcher.run(official, new NoteThing({ thing: 'again', entidad: '22', failures: 1 }));
    const relay = context.module.get(OutboxRelay);
    await relay.drain();
    expect(await rows("select 1 from sample.echo where name = 'again'")).toHaveLength(0);
    context.clock.advance(60_000);
    await relay.drain();
    expect(await rows("select 1 from sample.echo where name = 'again'")).toHaveLength(1);
  });
});

describe('counters', () => {
  it('read the same before and after the fold', async () => {
    const counters = context.module.get(Counters);
    const read = () =>
      context.module
        .get(EntityManager)
        .fork()
        .transactional((em) => counters.read(em, 'things.noted', { entidad: '22' }));
    const before = await read();
    expect(await counters.aggregate()).toBeGreaterThan(0);
    expect(await read()).toEqual(before);
    expect(await counters.aggregate()).toBe(0);
  });
});

describe('the audit trail', () => {
  it('is chained by the sealer and proves whole', async () => {
    expect(await sealAudit(context)).toBeGreaterThan(0);
    await dispatcher.run(official, new NoteThing({ thing: 'sealed', entidad: '22' }));
    expect(await sealAudit(context)).toBe(1);
    expect(await context.module.get(AuditSealer).verify()).toEqual([]);
  });

  it('refuses to be changed or emptied', async () => {
    await expect(rows("update kernel.audit_entry set actor_id = 'x'")).rejects.toThrow('append-only');
    await expect(rows('delete from kernel.audit_entry')).rejects.toThrow('append-only');
    await expect(rows('truncate kernel.audit_entry')).rejects.toThrow('append-only');
  });

  it('shows where it was altered behind the back of its guard', async () => {
    await rows('alter table kernel.audit_entry disable trigger audit_entry_append_only');
    await rows("update kernel.audit_entry set actor_id = 'x' where subject_id = 'sealed'");
    await rows('alter table kernel.audit_entry enable trigger audit_entry_append_only');
    const [seal] = await rows<{ sequence: number }>(
      "select seal_sequence::int as sequence from kernel.audit_entry where subject_id = 'sealed'",
    );
    expect(await context.module.get(AuditSealer).verify()).toEqual([{ stream: 'sample', ...seal }]);
  });
});

describe('a system actor', () => {
  it('is let in everywhere under its own name', async () => {
    await dispatcher.run(systemActor('sample.job'), new NoteThing({ thing: 'job', entidad: '01' }));
    expect(await rows("select 1 from kernel.audit_entry where actor_id = 'sample.job'")).toHaveLength(1);
  });

  it('names for whom a job works in each audit entry, also of the commands that it runs', async () => {
    await asJob(async (work) => {
      work.audit({ subject: ['job', 'own-note'], details: { done: 1 } });
      await dispatcher.run(work.actor, new NoteThing({ thing: 'of-a-job', entidad: '01' }));
    });
    const audited = `select subject_id as id, actor_id as actor, details from kernel.audit_entry
      where subject_id in ('own-note', 'of-a-job') order by subject_id desc`;
    expect(await rows(audited)).toEqual([
      { id: 'own-note', actor: 'sample.long-job', details: { done: 1, onBehalfOf: 'o-1' } },
      { id: 'of-a-job', actor: 'sample.long-job', details: { onBehalfOf: 'o-1' } },
    ]);
  });

  it('leaves nothing of a job that fails but what it read and was refused', async () => {
    const failed = asJob(async (work) => {
      await dispatcher.run(work.actor, new NoteThing({ thing: 'failed-job', entidad: '01' }));
      await dispatcher.ask(work.actor, new LookAtPerson({ person: 'read-by-job' }));
      const nobody = { ...work.actor, id: 'refused-in-job', permissions: new Set<string>() };
      await dispatcher.ask(nobody, new LookAtPerson({ person: 'unread' })).catch(() => undefined);
      throw new Error('the job fails');
    });
    await expect(failed).rejects.toThrow('the job fails');
    expect(await rows("select 1 from sample.thing where name = 'failed-job'")).toHaveLength(0);
    const kept = `select outcome from kernel.audit_entry
      where subject_id in ('failed-job', 'read-by-job') or actor_id = 'refused-in-job' order by outcome`;
    expect(await rows(kept)).toEqual([{ outcome: 'read' }, { outcome: 'refused' }]);
  });
});

function asJob(work: (unit: UnitOfWork) => Promise<void>): Promise<void> {
  const transaction = { name: 'sample.long-job', correlationId: randomId(), onBehalfOf: 'o-1' };
  return context.module.get(TransactionRunner).runAsSystem(transaction, () => work(context.module.get(UnitOfWork)));
}
