// Verifies the audit trail, compared with a bare read and SHA-256 of the same rows.
//   npm run bench -- audit [--entries 200000] [--runs 5]
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DEDICATED_SERVER_SETTINGS, startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { AuditLog } from '../../src/kernel/audit/audit-log.ts';
import { AuditSealer } from '../../src/kernel/audit/audit-sealer.ts';
import { AuditStatements } from '../../src/kernel/audit/audit-statements.ts';
import { AuditVerifier } from '../../src/kernel/audit/audit-verifier.ts';
import { ENTRY_TEXT } from '../../src/kernel/audit/entry-text.ts';
import { systemActor } from '../../src/kernel/access/actor.ts';
import { SystemClock } from '../../src/kernel/clock/clock.ts';
import { KeyedHash } from '../../src/kernel/crypto/keyed-hash.ts';
import { KeyStore } from '../../src/kernel/crypto/key-store.ts';
import { randomBuffer, randomId } from '../../src/kernel/crypto/random.ts';
import { Signing } from '../../src/kernel/crypto/signing.ts';
import { migrationFiles } from '../../src/kernel/database/migration-files.ts';
import { median, option, rounded } from '../lib/statistics.mjs';
import { timed } from '../lib/verification-database.mjs';

export const description = 'Verification of the audit trail, compared with a bare read and SHA-256 of the same rows';

const NOTES_PER_BATCH = 500;
const ENTRIES_PER_SEAL = 5000;

export async function run({ figure, args }) {
  const [entries, runs] = [option(args, 'entries', 200_000), option(args, 'runs', 5)];
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), more: DEDICATED_SERVER_SETTINGS });
  const client = new pg.Client({ connectionString: postgres.url });
  try {
    await client.connect();
    for (const statement of migrationFiles().flatMap(({ statements }) => statements)) await client.query(statement);
    const clock = new SystemClock();
    const keys = new KeyStore(join(folder, 'keys'), randomBuffer(32), () => clock.now());
    const em = entityManager(client);
    const statements = new AuditStatements(new Signing(keys), keys);
    const log = new AuditLog(em, clock, new KeyedHash(keys));
    for (let written = 0; written < entries; written += NOTES_PER_BATCH) await log.append(em, batch(written));
    const sealer = new AuditSealer(em, clock, statements, new KeyedHash(keys));
    while ((await sealer.seal(ENTRIES_PER_SEAL)) > 0);
    await client.query('vacuum analyze');

    const verifier = new AuditVerifier(em, new KeyedHash(keys), statements, { all: () => [] });
    const seconds = { bare: [], product: [] };
    for (let run = -1; run < runs; run += 1) {
      const bare = await timed(() => readAndHash(client));
      const product = await timed(async () => {
        const { faults } = await verifier.verify();
        if (faults.length > 0) throw new Error(JSON.stringify(faults[0]));
      });
      if (run < 0) continue;
      seconds.bare.push(bare);
      seconds.product.push(product);
    }
    figure('bare', Math.round(entries / median(seconds.bare)), 'entries/s');
    figure('verified', Math.round(entries / median(seconds.product)), 'entries/s');
    figure('ratioToBareRead', rounded(median(seconds.bare) / median(seconds.product)), 'ratio', '>=0.5');
  } finally {
    await client.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const batch = (from) => ({
  actor: systemActor('bench'),
  correlationId: randomId(),
  action: 'verification.verify-support',
  outcome: 'done',
  resource: { entidad: '22' },
  notes: Array.from({ length: NOTES_PER_BATCH }, (_, index) => ({
    subject: ['support', randomId()],
    stream: 'bench',
    details: { class: 'mesa-de-control', registryStatus: 'lista-nominal', number: from + index },
  })),
});

async function readAndHash(client) {
  const hash = createHash('sha256');
  let after = '0';
  for (;;) {
    const { rows } = await client.query(
      `select id::text as id, ${ENTRY_TEXT} as text, mac from kernel.audit_entry where audit_entry.id > $1 order by audit_entry.id limit $2`,
      [after, ENTRIES_PER_SEAL],
    );
    for (const { id, text } of rows) hash.update(`${id}${text}`);
    if (rows.length < ENTRIES_PER_SEAL) return hash.digest();
    after = rows.at(-1).id;
  }
}

/** The part of an entity manager that the audit trail uses, on one connection. */
function entityManager(client) {
  const em = {
    fork: () => em,
    getTransactionContext: () => ({ client: { acquireConnection: () => Promise.resolve(client) } }),
    execute: async (text) => (await client.query(text)).rows,
    async transactional(work) {
      await client.query('begin');
      const result = await work(em);
      await client.query('commit');
      return result;
    },
  };
  return em;
}
