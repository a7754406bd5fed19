import { createWorker, migrate, reportFatal, startJobs } from './app.js';
import { loadConfig } from './kernel/config/config.js';

/** Jobs only, for a scaled-out installation: any number of these beside the web processes, over Redis. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const worker = await createWorker(config);
  if (config.mode === 'demonstration') await migrate(worker);
  startJobs(worker);
  process.stdout.write('Trabajando en los pendientes\n');
}

main().catch(reportFatal);
