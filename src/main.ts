import { createApp, migrate, reportFatal, startJobs } from './app.js';
import { loadConfig, requireWebKeysOnly } from './kernel/config/config.js';
import { refuseOwnerOrAdministrator } from './kernel/database/database-user.js';

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  requireWebKeysOnly(config);
  const app = await createApp(config);
  if (config.mode === 'demonstration') {
    await migrate(app);
    await app.init();
    const { seedFoundation, seedPractice, welcome } = await import('./demonstration/index.js');
    await seedFoundation(app, { log: say });
    if (config.runsJobs) startJobs(app);
    await seedPractice(app, { log: say });
    await app.listen(config.port, config.host);
    say(await welcome(app));
    return;
  }
  await refuseOwnerOrAdministrator(app);
  await app.listen(config.port, config.host);
  if (config.runsJobs) startJobs(app);
  say(`Listo en ${config.publicUrl}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch(reportFatal);
