import { createReadStream } from 'node:fs';
import { SealedFileError, openSealedFile } from '../crypto/sealed-file.js';
import type { BackupFolder, BaseBackup } from './backup-folder.js';
import { formatLsn, parseLsn, type Lsn } from './replication-connection.js';
import { archivedSegment, sealedName, segmentName, segmentStart } from './wal-archive.js';

export interface ArchivedSegment {
  readonly name: string;
  readonly start: Lsn;
  /** A truncated segment is padded with zeros, at which recovery ends. */
  readonly bytes: Buffer;
  readonly complete: boolean;
}

export interface ArchivedWal {
  /** Segments that follow the base backup without a gap. */
  readonly segments: number;
  /** They contain everything committed by this instant; undefined if unknown or not after the base backup. */
  readonly until: string | undefined;
  /** Why later archived WAL cannot be restored. */
  readonly fault: string | undefined;
}

/**
 * Reads the WAL that follows a base backup, up to the first gap.
 * @param inBackup names of the segments that the base backup contains, which are not read.
 */
export async function readArchivedWal(
  folder: BackupFolder,
  privateJwk: object,
  { systemIdentifier, timeline, startLsn, endLsn, walSegmentSize }: BaseBackup,
  inBackup: ReadonlySet<string>,
  onSegment: (segment: ArchivedSegment) => Promise<void> | void,
): Promise<ArchivedWal> {
  // Read before the segments, because the archive may grow in the meantime.
  const positions = (await folder.walPositions(systemIdentifier)).filter((position) => position.timeline === timeline);
  let [segments, end] = [0, segmentStart(parseLsn(startLsn), walSegmentSize)];
  let fault: string | undefined;
  for (let isLast = false; !isLast;) {
    const [start, name] = [end, segmentName(timeline, end, walSegmentSize)];
    if (inBackup.has(name)) {
      end += BigInt(walSegmentSize);
      continue;
    }
    const archived = await archivedSegment(folder, systemIdentifier, name);
    if (!archived) break;
    const sealedAs = sealedName(systemIdentifier, name);
    const read = await readSegment(archived.paths, sealedAs, privateJwk, walSegmentSize);
    isLast = !archived.complete || read.fault !== undefined;
    if (archived.complete && read.fault !== undefined) fault = `${name}: ${read.fault}`;
    await onSegment({ name, start, bytes: read.bytes, complete: !isLast });
    end += BigInt(read.length);
    segments += 1;
  }
  if (positions.some(({ lsn }) => parseLsn(lsn) > end)) fault ??= `WAL is missing from ${formatLsn(end)}`;
  const reached = positions.filter(({ lsn }) => parseLsn(lsn) <= end && parseLsn(lsn) >= parseLsn(endLsn));
  const until = reached
    .map(({ at }) => at)
    .sort()
    .at(-1);
  return { segments, until, fault };
}

/** The longest content of any file of a segment: each may end early, or in bytes garbled by a power failure. */
async function readSegment(
  paths: readonly string[],
  name: string,
  privateJwk: object,
  size: number,
): Promise<{ readonly bytes: Buffer; readonly length: number; readonly fault: string | undefined }> {
  let longest: { bytes: Buffer; length: number; fault: string | undefined } | undefined;
  for (const path of paths) {
    const bytes = Buffer.alloc(size);
    let length = 0;
    let fault: string | undefined;
    try {
      const frames = openSealedFile(createReadStream(path) as AsyncIterable<Uint8Array>, name, privateJwk);
      for await (const frame of frames) length += frame.copy(bytes, length);
    } catch (error) {
      if (!(error instanceof SealedFileError)) throw error;
      fault = error.message;
    }
    if (length >= (longest?.length ?? 0)) longest = { bytes, length, fault };
  }
  return longest ?? { bytes: Buffer.alloc(size), length: 0, fault: undefined };
}
