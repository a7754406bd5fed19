// An injected defect: counters are written outside the transaction of the rows they count, 200 ms later.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.cwd(), 'package.json'));
require('reflect-metadata');
const { Pool } = require('pg');
const { Counters } = await import(pathToFileURL(join(process.cwd(), 'dist/kernel/counters/counters.js')));
const { statements } = Counters.prototype;
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 2 });
pool.on('error', () => undefined);

Counters.prototype.statements = function (deltas) {
  for (const { text, values } of statements.call(this, deltas)) {
    setTimeout(() => pool.query(text, values).catch(() => undefined), 200);
  }
  return [];
};
