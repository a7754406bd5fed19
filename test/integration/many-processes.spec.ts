import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { asOwner } from '../support/app.js';
import { createApp, migrate } from '../../src/app.js';
import { SetCapturePeriod } from '../../src/contexts/processes/index.js';
import { seedFoundation } from '../../src/demonstration/index.js';
import { preparePractice } from '../../src/demonstration/seed/practice.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { AuditVerifier } from '../../src/kernel/audit/audit-verifier.js';
import { ManualClock } from '../../src/kernel/clock/clock.js';
import { CounterCheck } from '../../src/kernel/counters/counter-check.js';
import { OutboxRelay } from '../../src/kernel/jobs/outbox-relay.js';
import { RecurringJobs, type RecurringJob } from '../../src/kernel/jobs/recurring.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { newDatabase, testConfig, untilAuditSealed } from '../support/app.js';
import { openMailbox } from '../support/mailbox.js';
import { addOffice, createProcess } from '../../src/demonstration/world/index.js';

const DAY = 86_400_000;
const PROCESSES = 3;

/** As in `compose.yaml`: several instances on one database and one data folder. */
describe('several concurrent server processes without a leader', () => {
  const clock = new ManualClock('2027-01-15T18:00:00Z');
  const apps: NestExpressApplication[] = [];
  const stops: (() => Promise<unknown>)[] = [];
  let folder: string;

  const sql = <Row extends object>(text: string): Promise<Row[]> =>
    asOwner(apps[0] as NestExpressApplication).execute<Row[]>(text);
  const number = async (text: string): Promise<number> => (await sql<{ n: number }>(text))[0]?.n ?? NaN;
  const jobOf = (app: NestExpressApplication, name: string): RecurringJob => {
    const job = app
      .get(RecurringJobs)
      .all()
      .find((one) => one.name === name);
    if (!job) throw new Error(`there is no job '${name}'`);
    return job;
  };
  /** Runs a job in all processes concurrently, without its singleton lock: its writes must stay correct. */
  const runConcurrently = (name: string, times = 3): Promise<unknown[]> => {
    return Promise.all(Array.from({ length: times }, () => apps.map((app) => jobOf(app, name).run())).flat());
  };

  beforeAll(async () => {
    const database = await newDatabase();
    stops.push(database.drop);
    const mailbox = await openMailbox();
    stops.push(mailbox.close);
    const tested = await testConfig(database.url, { SMTP_URL: mailbox.url });
    ({ folder } = tested);
    stops.push(() => rm(folder, { recursive: true }));
    for (let nth = 0; nth < PROCESSES; nth += 1) {
      const app = await createApp(tested.config, clock);
      stops.push(() => app.close());
      if (nth === 0) await migrate(app);
      await app.init();
      apps.push(app);
    }
    const [app] = apps as [NestExpressApplication];
    await seedFoundation(app, { electors: 4000 });
    await preparePractice(app);
    await seedProcessWithoutKey(app);
  }, 180_000);
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  /** A process whose OPL has not submitted its public key, so reminders are due. */
  async function seedProcessWithoutKey(app: NestExpressApplication): Promise<void> {
    const [system, dispatcher] = [systemActor('spec'), app.get(Dispatcher)];
    const name = 'Proceso Electoral Local sin llave';
    const { processId } = await createProcess(dispatcher, system, { name });
    const place = { kind: 'ayuntamiento', name: 'Presidencia municipal', territory: '014' };
    const { officeId } = await addOffice(dispatcher, system, processId, place);
    const [opensAt, closesAt] = ['2027-01-10T06:00:00.000Z', '2027-02-10T06:00:00.000Z'];
    const terms = { name: 'Captación', opensAt, closesAt, active: true, reason: 'Abre de inmediato' };
    await dispatcher.run(system, new SetCapturePeriod({ processId, officeId, ...terms }));
  }

  it('relay each message once', async () => {
    const waiting = await number('select count(*)::int as n from kernel.outbox_message where dispatched_at is null');
    expect(waiting).toBeGreaterThan(0);
    const relayed = await Promise.all(apps.map((app) => app.get(OutboxRelay).drain(2)));
    expect(relayed.reduce((sum, one) => sum + one, 0)).toBe(
      await number('select count(*)::int as n from kernel.outbox_message'),
    );
    await runConcurrently('settle queued messages');
    expect(await number('select count(*)::int as n from kernel.outbox_message where settled_at is null')).toBe(0);
  });

  it('aggregate counters without changing their totals', async () => {
    const total = `select coalesce(sum(value), 0)::int as n from (select value from kernel.counter_total
      union all select delta from kernel.counter_delta) both_parts`;
    const before = await number(total);
    expect(await number('select count(*)::int as n from kernel.counter_delta')).toBeGreaterThan(0);
    await runConcurrently('aggregate counters');
    expect(await number('select count(*)::int as n from kernel.counter_delta')).toBe(0);
    expect(await number(total)).toBe(before);
  });

  it('seal each audit entry once, in one chain', async () => {
    await untilAuditSealed(apps[0] as NestExpressApplication, () => runConcurrently('seal audit'));
    expect((await apps[1]?.get(AuditVerifier).verify())?.faults).toEqual([]);
  });

  it('send one reminder for each legal date (§13.1)', async () => {
    clock.set('2027-02-01T18:00:00Z');
    for (let day = 0; day < 30; day += 1) {
      clock.advance(DAY);
      await runConcurrently('remind of due dates', 2);
    }
    const reminders = await number('select count(*)::int as n from processes.calendar_reminder');
    expect(reminders).toBeGreaterThan(0);
    const reminderEvents = `select count(*)::int as n from kernel.outbox_message where type = 'processes.legal-date-approached'`;
    expect(await number(reminderEvents)).toBe(reminders);
  });

  it('record each ended grant once (§4.2)', async () => {
    clock.advance(20 * 365 * DAY);
    const open = await number(`select count(*)::int as n from accounts.official where status in ('pending', 'active')`);
    expect(open).toBeGreaterThan(0);
    await runConcurrently('record ended grants');
    expect(
      await number(`select count(*)::int as n from kernel.outbox_message where type = 'accounts.official-left'`),
    ).toBe(open);
  });

  it('collect an orphan only once, and keep referenced blobs', async () => {
    const lost = join(folder, 'blobs', 'supports', 'x', '00');
    await mkdir(lost, { recursive: true });
    await writeFile(join(lost, 'lost.apci'), 'orphan');
    const old = new Date(clock.now().getTime() - 3 * DAY);
    await utimes(join(lost, 'lost.apci'), old, old);
    await runConcurrently('collect orphans', 2);
    clock.advance(2 * DAY);
    await runConcurrently('collect orphans', 2);
    expect(await number('select count(*)::int as n from kernel.blob_orphan where removed_at is not null')).toBe(1);
    expect(
      await number(`select count(*)::int as n from kernel.audit_entry where action = 'kernel.remove-orphan'`),
    ).toBe(1);
  });

  it('can run every recurring job concurrently, and find no differences afterwards', async () => {
    for (const { name } of (apps[0] as NestExpressApplication).get(RecurringJobs).all()) await runConcurrently(name, 2);
    expect(await apps[2]?.get(CounterCheck).check()).toEqual([]);
    expect((await apps[0]?.get(AuditVerifier).verify({ againstData: true }))?.faults).toEqual([]);
  });
});
