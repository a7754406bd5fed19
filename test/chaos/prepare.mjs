// Runs in the folder of a build, as the demonstration: tables, an invented roll, and a practice process that is open. What
// production has after days of work by officials; the processes of the chaos itself then run as production on it.
import { writeFileSync } from 'node:fs';

const load = (file) => import(`${process.cwd()}/dist/${file}`);
const { createWorker, migrate } = await load('app.js');
const { seedFoundation } = await load('demonstration/index.js');
const { preparePractice } = await load('demonstration/seed/practice.js');
const { loadConfig } = await load('kernel/config/config.js');

const app = await createWorker(loadConfig({ ...process.env, MODE: 'demonstration', PUBLIC_URL: '' }));
await migrate(app);
await seedFoundation(app, { electors: 6000 });
const { idProceso } = await preparePractice(app);
writeFileSync(process.env.CHAOS_TOLD, JSON.stringify({ idProceso }));
await app.close();
