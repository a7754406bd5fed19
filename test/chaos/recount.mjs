// Runs in a build folder in production mode, after all messages are settled: the product's own integrity checks.
const load = (file) => import(`${process.cwd()}/dist/${file}`);
const { createWorker } = await load('app.js');
const { AuditSealer } = await load('kernel/audit/audit-sealer.js');
const { loadConfig } = await load('kernel/config/config.js');
const { CounterCheck } = await load('kernel/counters/counter-check.js');

const app = await createWorker(loadConfig(process.env));
const differences = await app.get(CounterCheck).check();
const brokenSeals = await app.get(AuditSealer).verify();
console.log(JSON.stringify({ differences, brokenSeals }));
await app.close();
