import { createWorker, migrate, reportFatal, startJobs } from './app.js';
import { loadConfig } from './kernel/config/config.js';
import { refuseOwnerOrAdministrator } from './kernel/database/database-user.js';

/** Runs only jobs. A scaled-out installation runs any number of workers besides the web processes, with Redis. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const worker = await createWorker(config);
  if (config.mode === 'demonstration') await migrate(worker);
  await refuseOwnerOrAdministrator(worker);
  startJobs(worker);
  process.stdout.write('Trabajando en los pendientes\n');
}

main().catch(reportFatal);
