import { randomId } from '../crypto/random.js';
import type { PublicJwk } from '../crypto/signing.js';
import type { BackupFile, BackupFolder, BaseBackup, SealedFile } from './backup-folder.js';
import { formatLsn, type ReplicationConnection } from './replication-connection.js';

/** Files of a base backup, in `base/ID/`. */
export const MANIFEST = 'backup_manifest.sealed';
export const MAIN_ARCHIVE = 'base.tar.sealed';

/**
 * Takes a base backup over the replication protocol. It contains the WAL that makes it consistent, so it can be
 * restored without the archive.
 */
export async function takeBaseBackup(
  folder: BackupFolder,
  connection: ReplicationConnection,
  recipient: PublicJwk,
  now: () => Date,
): Promise<BaseBackup> {
  const { systemIdentifier } = await connection.identify();
  const walSegmentSize = await connection.walSegmentSize();
  const startedAt = now().toISOString();
  const id = `${startedAt.replace(/[-:.]/g, '')}-${randomId().slice(0, 8)}`;
  const files: BackupFile[] = [];
  let current: SealedFile | undefined;
  const next = async (name: string | undefined): Promise<void> => {
    if (current) files.push(await current.finish());
    current = name === undefined ? undefined : await folder.seal(`base/${id}/${name}`, recipient);
  };
  const { start, end, timeline } = await connection.baseBackup('apoyo-ciudadano', async (data) => {
    const kind = String.fromCharCode(data[0] ?? 0);
    if (kind === 'n') await next(`${archiveName(data)}.sealed`);
    else if (kind === 'm') await next(MANIFEST);
    else if (kind === 'd') await current?.write(data.subarray(1));
  });
  await next(undefined);
  const backup: BaseBackup = {
    version: 1,
    id,
    systemIdentifier,
    timeline,
    startLsn: formatLsn(start),
    endLsn: formatLsn(end),
    startedAt,
    endedAt: now().toISOString(),
    walSegmentSize,
    files,
  };
  await folder.writeJson(`base/${id}/backup.json`, backup);
  return backup;
}

/** `base.tar`, or `OID.tar` for any other tablespace. */
function archiveName(message: Buffer): string {
  const name = message.subarray(1, message.indexOf(0)).toString();
  if (!/^(base|\d+)\.tar$/.test(name)) throw new Error(`the server sent an archive named ${name}`);
  return name;
}
