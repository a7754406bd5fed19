// The real worker, and an aspirant who uploads a file and decides as soon as it is checked.
import { register } from 'node:module';

register('../lib/typescript-hook.mjs', import.meta.url);
const { readFile } = await import('node:fs/promises');
const { EntityManager } = await import('@mikro-orm/postgresql');
const { Module } = await import('@nestjs/common');
const { NestFactory } = await import('@nestjs/core');
const { AspirantsModule } = await import('../../src/contexts/aspirants/aspirants.module.ts');
const { AuxiliariesModule } = await import('../../src/contexts/auxiliaries/auxiliaries.module.ts');
const { DevicesModule } = await import('../../src/contexts/devices/devices.module.ts');
const { DecideImport, GetImport, ImportAuxiliaries } = await import('../../src/contexts/auxiliaries/index.ts');
const { ProcessesModule } = await import('../../src/contexts/processes/processes.module.ts');
const { VerificationModule } = await import('../../src/contexts/verification/verification.module.ts');
const { systemActor } = await import('../../src/kernel/access/actor.ts');
const { loadConfig } = await import('../../src/kernel/config/config.ts');
const { migrateDatabase } = await import('../../src/kernel/database/migrate.ts');
const { withOwner } = await import('../../src/kernel/database/owner-connection.ts');
const { provisionIfMissing } = await import('../../src/kernel/database/provision.ts');
const { OutboxRelay } = await import('../../src/kernel/jobs/outbox-relay.ts');
const { LongJobWorker } = await import('../../src/kernel/long-jobs/long-job-worker.ts');
const { KernelModule } = await import('../../src/kernel/kernel.module.ts');
const { Dispatcher } = await import('../../src/kernel/messaging/dispatcher.ts');
const { confirmedAspirant, newContest } = await import('../../src/demonstration/world/index.ts');

const config = loadConfig(process.env);
await provisionIfMissing(config.ownerDatabaseUrl, config.databaseUrl);
await migrateDatabase(config.ownerDatabaseUrl);

class Worker {}
Module({
  imports: [
    KernelModule.of(config),
    ProcessesModule,
    AspirantsModule,
    VerificationModule,
    AuxiliariesModule,
    DevicesModule,
  ],
})(Worker);
const app = await NestFactory.createApplicationContext(Worker, { logger: false, abortOnError: false });
const [dispatcher, relay, sql] = [
  app.get(Dispatcher),
  app.get(OutboxRelay),
  app.get(EntityManager).fork().getConnection(),
];
const actor = systemActor('bench');
const { officeId } = await newContest(dispatcher, actor);
const { aspirantId } = await confirmedAspirant(dispatcher, actor, officeId, {
  // Must be in the past by the machine's clock, which the application uses.
  fechaManifestacion: '2026-01-05',
});
// A higher limit than the back office accepts, because all runs import for the same aspirant on one day.
await withOwner(config.ownerDatabaseUrl, (owner) =>
  owner.query(
    `insert into auxiliaries.padron_limit (entidad, per_day, per_day_by_file) select distinct entidad, 500, 10000000 from aspirants.aspirant`,
  ),
);
await settleMail();
relay.start();
app.get(LongJobWorker).start();

/** Mail is not measured: messages left by a run are marked as settled before the next one. */
async function settleMail() {
  await sql.execute(
    'update kernel.outbox_message set dispatched_at = now(), settled_at = now() where dispatched_at is null',
  );
}

async function until(importId, state) {
  for (;;) {
    const view = await dispatcher.ask(actor, new GetImport({ importId }));
    if (view.state === state) return view;
    if (view.state === 'refused') throw new Error(JSON.stringify(view.refusal));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function work({ file }) {
  const bytes = new Uint8Array(await readFile(file));
  const startedAt = performance.now();
  const { importId } = await dispatcher.run(actor, new ImportAuxiliaries({ aspirantId, file: bytes }));
  await until(importId, 'checked');
  const checkedAt = performance.now();
  await dispatcher.run(actor, new DecideImport({ importId, decision: 'register' }));
  const { registered, faulty, totalRows } = await until(importId, 'done');
  const endedAt = performance.now();
  if (registered + faulty !== totalRows || faulty !== Math.floor(totalRows / 10)) {
    throw new Error(`${registered} registered, ${faulty} invalid of ${totalRows}`);
  }
  await settleMail();
  return {
    milliseconds: endedAt - startedAt,
    phases: { check: checkedAt - startedAt, registration: endedAt - checkedAt },
  };
}

process.on('message', (task) => {
  work(task).then(
    (answer) => process.send(answer),
    (error) => process.send({ failed: error.stack }),
  );
});
process.on('SIGTERM', () => process.exit(0));
process.send('ready');
