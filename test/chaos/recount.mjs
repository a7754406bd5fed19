// Runs in a build folder in production mode, after all messages are settled: the product's own integrity checks.
const load = (file) => import(`${process.cwd()}/dist/${file}`);
const { createWorker } = await load('app.js');
const { AuditVerifier } = await load('kernel/audit/audit-verifier.js');
const { loadConfig } = await load('kernel/config/config.js');
const { CounterCheck } = await load('kernel/counters/counter-check.js');

const app = await createWorker(loadConfig(process.env));
const differences = await app.get(CounterCheck).check();
const { faults } = await app.get(AuditVerifier).verify({ againstData: true });
console.log(JSON.stringify({ differences, auditFaults: faults }));
await app.close();
