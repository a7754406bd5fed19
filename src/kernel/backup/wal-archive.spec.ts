import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateP256KeyPair, type P256KeyPair } from '../crypto/key-pair.js';
import { readArchivedWal } from './archived-wal.js';
import { BackupFolder, type BaseBackup } from './backup-folder.js';
import { formatLsn, type Lsn, type OnCopyData, type ReplicationConnection } from './replication-connection.js';
import { WalArchive } from './wal-archive.js';

const SEGMENT = 8192;
const SYSTEM = '7';
const START = BigInt(SEGMENT);
const POSTGRES_EPOCH = Date.UTC(2000, 0, 1);

interface SentWal {
  readonly at: Lsn;
  readonly bytes: Buffer;
  /** The end of the server's WAL when it sent this message. */
  readonly serverEnd: Lsn;
  readonly sentAt: string;
}

function message({ at, bytes, serverEnd, sentAt }: SentWal): Buffer {
  const header = Buffer.alloc(25);
  header.write('w');
  header.writeBigUInt64BE(at, 1);
  header.writeBigUInt64BE(serverEnd, 9);
  header.writeBigInt64BE(BigInt(Date.parse(sentAt) - POSTGRES_EPOCH) * 1000n, 17);
  return Buffer.concat([header, bytes]);
}

describe('the WAL archive', () => {
  let work: string;
  let folder: BackupFolder;
  let keys: P256KeyPair;

  /** Archives what the server sends, until the connection is lost. */
  async function follow(sent: readonly SentWal[], { slotStart = START, timeline = 1 } = {}): Promise<void> {
    const connection = {
      identify: () => Promise.resolve({ systemIdentifier: SYSTEM, timeline, position: slotStart }),
      walSegmentSize: () => Promise.resolve(SEGMENT),
      ensureSlot: () => Promise.resolve(),
      slotStart: () => Promise.resolve(slotStart),
      streamWal: async (_: unknown, onCopyData: OnCopyData) => {
        for (const one of sent) await onCopyData(message(one));
      },
      confirm: () => undefined,
      stopStreaming: () => undefined,
    };
    await WalArchive.follow(folder, connection as unknown as ReplicationConnection, keys.publicJwk, {
      signal: new AbortController().signal,
      onDurable: () => undefined,
    });
  }

  const base = (timeline = 1): BaseBackup => ({
    ...{ version: 1, id: 'base', systemIdentifier: SYSTEM, timeline, walSegmentSize: SEGMENT, files: [] },
    ...{ startLsn: formatLsn(START), endLsn: formatLsn(START + 10n) },
    ...{ startedAt: '2027-01-10T08:00:00.000Z', endedAt: '2027-01-10T08:01:00.000Z' },
  });
  async function read(timeline = 1) {
    const bytes: Buffer[] = [];
    const wal = await readArchivedWal(folder, keys.privateJwk, base(timeline), new Set(), (segment) => {
      bytes.push(segment.bytes);
    });
    return { ...wal, bytes: Buffer.concat(bytes) };
  }
  const sent = (at: Lsn, length: number, serverEnd: Lsn, sentAt: string): SentWal => ({
    ...{ at, bytes: Buffer.alloc(length, 7), serverEnd, sentAt },
  });

  beforeEach(async () => {
    work = await mkdtemp(join(tmpdir(), 'wal-'));
    folder = new BackupFolder(work);
    keys = await generateP256KeyPair();
  });

  afterEach(() => rm(work, { recursive: true }));

  it('is complete up to an instant only once it has caught up with the server, regardless of when messages were sent', async () => {
    await follow([sent(START, 100, START + 5000n, '2027-01-10T12:00:00.000Z')]);
    expect(await read()).toMatchObject({ segments: 1, until: undefined, fault: undefined });

    await follow([
      sent(START, 4000, START + 5000n, '2027-01-10T13:00:00.000Z'),
      sent(START + 4000n, 1000, START + 5000n, '2027-01-10T13:00:01.000Z'),
    ]);
    expect(await read()).toMatchObject({ until: '2027-01-10T13:00:01.000Z', fault: undefined });

    // After another interruption, the server sends everything from the start of the segment again.
    await follow([sent(START, 6000, START + 20_000n, '2027-01-10T18:00:00.000Z')]);
    expect(await read()).toMatchObject({ until: '2027-01-10T13:00:01.000Z', fault: undefined });
  });

  it('ends before missing WAL, and reports the gap', async () => {
    await follow([sent(START, 3 * SEGMENT, START + BigInt(3 * SEGMENT), '2027-01-10T12:00:00.000Z')]);
    // The slot was lost.
    const later = START + BigInt(10 * SEGMENT);
    await follow([sent(later, 100, later + 100n, '2027-01-10T18:00:00.000Z')], { slotStart: later });
    expect(await read()).toMatchObject({
      segments: 3,
      until: '2027-01-10T12:00:00.000Z',
      fault: `WAL is missing from ${formatLsn(START + BigInt(3 * SEGMENT))}`,
    });
  });

  it('does not continue a base backup if its first segment is later than that backup', async () => {
    const later = START + BigInt(SEGMENT);
    await follow([sent(later, 100, later + 100n, '2027-01-10T18:00:00.000Z')], { slotStart: later });
    expect(await read()).toMatchObject({ segments: 0, until: undefined, fault: 'WAL is missing from 0/2000' });
  });

  it('keeps the end of an earlier timeline when a later one is archived', async () => {
    await follow([sent(START, 100, START + 100n, '2027-01-10T12:00:00.000Z')]);
    await follow([sent(START, 200, START + 200n, '2027-01-11T12:00:00.000Z')], { timeline: 2 });
    expect(await read(1)).toMatchObject({ until: '2027-01-10T12:00:00.000Z', fault: undefined });
    expect(await read(2)).toMatchObject({ until: '2027-01-11T12:00:00.000Z', fault: undefined });
    expect(await folder.newestTimeline(SYSTEM)).toBe(2);
  });

  it('restores, of the files of a segment, the one that contains the most WAL, even if another is larger', async () => {
    const end = START + 1000n;
    // One frame for each message makes the file larger than its content.
    await follow(Array.from({ length: 900 }, (_, at) => sent(START + BigInt(at), 1, end, '2027-01-10T12:00:00.000Z')));
    await follow([sent(START, 1000, end, '2027-01-10T12:01:00.000Z')]);
    const { bytes, until } = await read();
    expect([bytes.lastIndexOf(7) + 1, until]).toEqual([1000, '2027-01-10T12:01:00.000Z']);
  });

  it('ends at an altered segment', async () => {
    await follow([sent(START, 3 * SEGMENT, START + BigInt(3 * SEGMENT), '2027-01-10T12:00:00.000Z')]);
    const path = folder.path('wal', SYSTEM, '000000010000000000000002.sealed');
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    await writeFile(path, bytes);
    expect(await read()).toMatchObject({
      segments: 2,
      until: undefined,
      fault: '000000010000000000000002: the file is altered',
    });
  });
});
