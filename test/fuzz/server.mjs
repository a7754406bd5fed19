// Runs the web process on its own database; the parent process sends it actions (see `actions`) over IPC.
import { register } from 'node:module';

register('../../bench/lib/typescript-hook.mjs', import.meta.url);
const { MikroORM } = await import('@mikro-orm/postgresql');
const { createApp, migrate } = await import('../../src/app.ts');
const { SignInTickets } = await import('../../src/contexts/accounts/index.ts');
const { seedFoundation } = await import('../../src/demonstration/index.ts');
const { subjectOf } = await import('../../src/demonstration/oauth-provider/index.ts');
const { preparePractice } = await import('../../src/demonstration/seed/practice.ts');
const { loadConfig } = await import('../../src/kernel/config/config.ts');
const { OutboxRelay } = await import('../../src/kernel/jobs/outbox-relay.ts');

const app = await createApp(loadConfig(process.env));
await migrate(app);
await app.init();
await seedFoundation(app, { electors: 4000 });
const { idProceso, auxiliaries } = await preparePractice(app);
const enrolments = [];
for (const { email, idAuxiliar } of auxiliaries) {
  const identity = { provider: 'google', subject: subjectOf('google', email), email };
  enrolments.push({ ticket: (await app.get(SignInTickets).issue(identity, 86_400_000)).ticket, idProceso, idAuxiliar });
}
await app.listen(0, '127.0.0.1');

const sql = (text) => app.get(MikroORM).em.fork().execute(text);
const actions = {
  verify: () => app.get(OutboxRelay).drain(2),
  received: async () => (await sql('select count(*)::int as count from intake.support'))[0].count,
  states: () =>
    sql(`select state, image_problems as problems, (select cause from verification.quarantine q
      where q.support_id = s.id order by id desc limit 1) as cause from verification.support s order by received_at`),
  memory: () => {
    global.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    return { rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20 };
  },
};
process.on('message', ({ id, action }) => {
  Promise.resolve(actions[action]()).then(
    (answer) => process.send({ id, answer }),
    (error) => process.send({ id, error: String(error?.stack ?? error) }),
  );
});
process.send({ port: app.getHttpServer().address().port, enrolments });
