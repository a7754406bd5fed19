// One process that is both web process and worker, with the demonstration's basic data, on an embedded PostgreSQL.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUrls, DEDICATED_SERVER_SETTINGS, startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { createApp, migrate } from '../../src/app.ts';
import { seedFoundation } from '../../src/demonstration/index.ts';
import { openMailServer } from '../../src/demonstration/mailbox/mail-server.ts';
import { loadConfig } from '../../src/kernel/config/config.ts';

/**
 * Runs `work(app, ownerUrl, serverPid)` and removes everything afterwards. `ownerUrl` connects as the owner of the
 * database; `serverPid` is PostgreSQL's. With `asOwner` the application also connects as the owner, which is a
 * superuser.
 */
export async function withDemonstrationApp(work, { asOwner = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), more: DEDICATED_SERVER_SETTINGS });
  const mail = await openMailServer({ put: async () => undefined });
  const app = await createApp(
    loadConfig({
      MODE: 'demonstration',
      PORT: '0',
      ...(asOwner ? { DATABASE_URL: postgres.url } : databaseUrls(postgres.url)),
      DATA_DIR: join(folder, 'data'),
      KEK: Buffer.alloc(32, 7).toString('base64'),
      SMTP_URL: mail.url,
    }),
  );
  try {
    await migrate(app);
    await app.init();
    await seedFoundation(app, { electors: 4000 });
    await work(app, postgres.url, postgres.pid);
  } finally {
    await app.close();
    await mail.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
