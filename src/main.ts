import { createApp, migrate, reportFatal, startJobs } from './app.js';
import { loadConfig } from './kernel/config/config.js';

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const app = await createApp(config);
  if (config.mode === 'demonstration') await migrate(app);
  await app.listen(config.port, config.host);
  startJobs(app);
  process.stdout.write(`Listo en ${config.publicUrl}\n`);
}

main().catch(reportFatal);
