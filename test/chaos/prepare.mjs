// Runs in a build folder in demonstration mode: creates the tables, a fictitious roll and an open practice process, the
// state that production reaches after days of work by officials. The chaos test then runs production processes on it.
import { writeFileSync } from 'node:fs';

const load = (file) => import(`${process.cwd()}/dist/${file}`);
const { createWorker, migrate } = await load('app.js');
const { seedFoundation } = await load('demonstration/index.js');
const { preparePractice } = await load('demonstration/seed/practice.js');
const { loadConfig } = await load('kernel/config/config.js');
const { Signing } = await load('kernel/crypto/signing.js');

const app = await createWorker(loadConfig({ ...process.env, MODE: 'demonstration', PUBLIC_URL: '' }));
await migrate(app);
await seedFoundation(app, { electors: 6000 });
const { idProceso } = await preparePractice(app);
// The web processes cannot create the intake key.
await app.get(Signing).publicJwk('intake');
writeFileSync(process.env.CHAOS_PREPARED, JSON.stringify({ idProceso }));
await app.close();
