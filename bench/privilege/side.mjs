// One application on its own PostgreSQL, controlled by messages of the parent process: `{ work, records }` is answered
// with the elapsed seconds and the CPU time in milliseconds, or with `{ failed }`; `stop` ends it. The arguments name
// the protections to remove.
import { once } from 'node:events';
import { register } from 'node:module';
import pg from 'pg';

register('../lib/typescript-hook.mjs', import.meta.url);

const { GetOfficialSession, ListOfficials } = await import('../../src/contexts/accounts/index.ts');
const { AssignWorkload, GetDeskRecord, GiveVerdict, ListDeskRecords, ReviewRecord } =
  await import('../../src/contexts/control-desk/index.ts');
const { ListAllProcesses } = await import('../../src/contexts/processes/index.ts');
const { systemActor } = await import('../../src/kernel/access/actor.ts');
const { rowLevelSecurity } = await import('../../src/kernel/access/row-level-security.ts');
const { AuditSealer } = await import('../../src/kernel/audit/audit-sealer.ts');
const { AuditStatements } = await import('../../src/kernel/audit/audit-statements.ts');
const { KeyedHash } = await import('../../src/kernel/crypto/keyed-hash.ts');
const { OutboxRelay } = await import('../../src/kernel/jobs/outbox-relay.ts');
const { Dispatcher } = await import('../../src/kernel/messaging/dispatcher.ts');
const { withDemonstrationApp } = await import('../lib/demonstration-app.mjs');
const { cpuMsWithChildren } = await import('../lib/program.mjs');
const { cpuSeconds, sender, settle } = await import('../lib/received-records.mjs');
const { timed } = await import('../lib/verification-database.mjs');

const system = systemActor('bench');
const [people, ...removed] = process.argv.slice(2);

/** Removes one protection from an application and its database. */
const REMOVE = {
  signatures(app) {
    Object.assign(app.get(AuditStatements), {
      signSeal: async () => 'unsigned',
      signHeads: async (statement) => JSON.stringify(statement),
      readHeads: async (text) => JSON.parse(text),
    });
  },
  macs(app) {
    const hash = app.get(KeyedHash);
    const digestEach = hash.digestEach.bind(hash);
    hash.digestEach = async (key, lists) =>
      key === 'audit.entry' ? lists.map(() => Buffer.alloc(32)) : digestEach(key, lists);
  },
  async digests(_, ownerUrl) {
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    const { rows } = await owner.query(
      `select format('drop trigger %I on %s', tgname, tgrelid::regclass) as drop from pg_trigger
       where tgname like 'note\\_%\\_rows' and not tgisinternal`,
    );
    for (const one of rows) await owner.query(one.drop);
    await owner.end();
  },
  /** The application has also been connected as a superuser. */
  roles() {
    rowLevelSecurity.of = () => undefined;
  },
};

async function sideOf(app, serverPid, people) {
  const send = await sender(app, people);
  const dispatcher = app.get(Dispatcher);
  const [process] = await dispatcher.ask(system, new ListAllProcesses({}));
  const { rows } = await dispatcher.ask(system, new ListOfficials({ role: 'opl-reviewer', limit: 1 }));
  const { actor } = await dispatcher.ask(system, new GetOfficialSession({ accountId: rows[0].id }));
  return { app, serverPid, send, dispatcher, processId: process.id, reviewer: actor };
}

/** Each handles `records` records and returns its elapsed time in seconds and CPU time in milliseconds. */
const RUN = {
  async ingest(side, records) {
    const captured = await side.send.capture(records);
    return cost(side, () => side.send.deliver(captured));
  },
  /** A reviewer reads what the page of each record shows, without its images, and gives a verdict. */
  async desk(side, records) {
    const { app, dispatcher, processId, reviewer } = side;
    await app.get(OutboxRelay).drain();
    await dispatcher.run(system, new AssignWorkload({ processId, reviewerId: reviewer.id, count: records }));
    const assigned = await dispatcher.ask(
      reviewer,
      new ListDeskRecords({ processId, mine: true, state: 'asignado', limit: records }),
    );
    if (assigned.length !== records) throw new Error(`${assigned.length} of ${records} records reached the reviewer`);
    const result = await cost(side, async () => {
      for (const { supportId } of assigned) {
        await dispatcher.ask(reviewer, new ReviewRecord({ supportId }));
        await dispatcher.ask(reviewer, new GetDeskRecord({ supportId }));
        await dispatcher.run(reviewer, new GiveVerdict({ supportId, verdict: 'sin-inconsistencia' }));
      }
    });
    await settle(app);
    return result;
  },
  /** Seals the audit entries since the last seal. */
  seal: (side) => cost(side, () => side.app.get(AuditSealer).seal()),
};

/** CPU time of this process, including the simulated devices, and of PostgreSQL. */
async function cost({ serverPid }, work) {
  const before = cpuSeconds() * 1000 + cpuMsWithChildren(serverPid);
  const seconds = await timed(work);
  return { seconds, cpu: cpuSeconds() * 1000 + cpuMsWithChildren(serverPid) - before };
}

await withDemonstrationApp(
  async (app, ownerUrl, serverPid) => {
    for (const protection of removed) await REMOVE[protection](app, ownerUrl);
    const side = await sideOf(app, serverPid, Number(people));
    process.send({ ready: true });
    for (;;) {
      const [task] = await once(process, 'message');
      if (task === 'stop') return;
      process.send(
        await RUN[task.work](side, task.records).catch((error) => ({ failed: String(error?.stack ?? error) })),
      );
    }
  },
  { asOwner: removed.includes('roles') },
);
process.exit();
