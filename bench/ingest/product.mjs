// The real web process, without jobs, and a sign-in ticket for each auxiliary of the practice process.
import { register } from 'node:module';

register('../lib/typescript-hook.mjs', import.meta.url);
const { createApp, migrate } = await import('../../src/app.ts');
const { SignInTickets } = await import('../../src/contexts/accounts/index.ts');
const { seedFoundation } = await import('../../src/demonstration/index.ts');
const { subjectOf } = await import('../../src/demonstration/oauth-provider/index.ts');
const { preparePractice } = await import('../../src/demonstration/seed/practice.ts');
const { loadConfig } = await import('../../src/kernel/config/config.ts');

const app = await createApp(loadConfig(process.env));
await migrate(app);
await app.init();
await seedFoundation(app, { electors: 4000 });
const { idProceso, auxiliaries } = await preparePractice(app);
const enrolments = [];
for (const { email, idAuxiliar } of auxiliaries) {
  const identity = { provider: 'google', subject: subjectOf('google', email), email };
  enrolments.push({ ticket: (await app.get(SignInTickets).issue(identity)).ticket, idProceso, idAuxiliar });
}
await app.listen(0, '127.0.0.1');
console.log(JSON.stringify({ pid: process.pid, port: app.getHttpServer().address().port, enrolments }));
