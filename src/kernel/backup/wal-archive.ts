import { rename, rm } from 'node:fs/promises';
import { randomId } from '../crypto/random.js';
import type { PublicJwk } from '../crypto/signing.js';
import {
  makeFolder,
  namesIn,
  sizeOf,
  syncFolder,
  type BackupFolder,
  type SealedFile,
  type WalPosition,
} from './backup-folder.js';
import { formatLsn, parseLsn, type Lsn, type ReplicationConnection } from './replication-connection.js';

/** The replication slot that keeps WAL on the server until it is archived. */
const SLOT = 'apoyo_respaldo';
const SYNC_EVERY_MS = 1000;
/** Milliseconds from 1970 to 2000, when PostgreSQL's epoch begins. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

/** Timeline, then the number of the segment in two halves, as PostgreSQL names its files. */
export function segmentName(timeline: number, lsn: Lsn, segmentSize: number): string {
  const number = lsn / BigInt(segmentSize);
  const perFile = 0x1_0000_0000n / BigInt(segmentSize);
  return [BigInt(timeline), number / perFile, number % perFile]
    .map((part) => part.toString(16).toUpperCase().padStart(8, '0'))
    .join('');
}

export function segmentStart(lsn: Lsn, segmentSize: number): Lsn {
  return lsn - (lsn % BigInt(segmentSize));
}

export const sealedName = (systemIdentifier: string, segment: string): string => `wal/${systemIdentifier}/${segment}`;

/** The archived file of a segment: the complete one, or the truncated ones, one for each interruption. */
export async function archivedSegment(
  folder: BackupFolder,
  systemIdentifier: string,
  segment: string,
): Promise<{ readonly paths: readonly string[]; readonly complete: boolean } | undefined> {
  const complete = folder.path('wal', systemIdentifier, `${segment}.sealed`);
  if ((await sizeOf(complete)) !== undefined) return { paths: [complete], complete: true };
  const names = await namesIn(folder.path('wal', systemIdentifier));
  const partial = names.filter((name) => name.startsWith(`${segment}.`) && name.endsWith('.partial'));
  if (partial.length === 0) return undefined;
  return { paths: partial.map((name) => folder.path('wal', systemIdentifier, name)), complete: false };
}

interface Following {
  readonly signal: AbortSignal;
  /** Called with a position once everything before it is durable in the archive. */
  readonly onDurable: (lsn: Lsn) => void;
}

interface OpenSegment {
  readonly sealed: SealedFile;
  readonly segment: string;
  readonly start: Lsn;
}

/** Streams the WAL of a server into sealed segment files and confirms to the server what is durable. */
export class WalArchive {
  #file: OpenSegment | undefined;
  #written: Lsn = 0n;
  #durable: Lsn = 0n;
  /** The archive has everything committed by this instant. Undefined until it has caught up with the server. */
  #completeUntil: string | undefined;
  #recorded: WalPosition | undefined;
  #busy: Promise<void> = Promise.resolve();

  private constructor(
    private readonly folder: BackupFolder,
    private readonly connection: ReplicationConnection,
    private readonly recipient: PublicJwk,
    private readonly server: { readonly systemIdentifier: string; readonly timeline: number },
    private readonly segmentSize: number,
    private readonly onDurable: Following['onDurable'],
  ) {}

  /**
   * Streams until `signal` is aborted.
   * @throws Error if the connection is lost.
   */
  static async follow(
    folder: BackupFolder,
    connection: ReplicationConnection,
    recipient: PublicJwk,
    { signal, onDurable }: Following,
  ): Promise<void> {
    const server = await connection.identify();
    const segmentSize = await connection.walSegmentSize();
    await makeFolder(folder.path('wal', server.systemIdentifier));
    await connection.ensureSlot(SLOT);
    const slotStart = (await connection.slotStart(SLOT)) ?? server.position;
    const archive = new WalArchive(folder, connection, recipient, server, segmentSize, onDurable);
    const from = await archive.#start(slotStart);
    await archive.#continue(from);
    await archive.#run(from, signal);
  }

  async #run(from: Lsn, signal: AbortSignal): Promise<void> {
    let failure: unknown;
    const timer = setInterval(() => {
      this.#exclusively(() => this.#sync()).catch((error: unknown) => {
        failure ??= error;
        this.connection.stopStreaming();
      });
    }, SYNC_EVERY_MS);
    const stop = (): void => {
      this.connection.stopStreaming();
    };
    signal.addEventListener('abort', stop);
    try {
      const { timeline } = this.server;
      await this.connection.streamWal({ slot: SLOT, from, timeline }, (data) =>
        this.#exclusively(() => this.#receive(data)),
      );
      if (failure !== undefined) throw failure as Error;
    } finally {
      signal.removeEventListener('abort', stop);
      clearInterval(timer);
      await this.#exclusively(() => this.#sync());
      await this.#file?.sealed.close();
    }
  }

  /** The first segment, of those that the server still has, that is not complete in the archive. */
  async #start(slotStart: Lsn): Promise<Lsn> {
    let at = segmentStart(slotStart, this.segmentSize);
    for (;;) {
      const segment = segmentName(this.server.timeline, at, this.segmentSize);
      const archived = await archivedSegment(this.folder, this.server.systemIdentifier, segment);
      if (archived?.complete !== true) return at;
      at += BigInt(this.segmentSize);
    }
  }

  /** Continues from the position of the archive. If WAL is missing in between, sets the earlier position aside. */
  async #continue(from: Lsn): Promise<void> {
    const { systemIdentifier, timeline } = this.server;
    const position = await this.folder.walPosition(systemIdentifier);
    if (!position) return;
    if (position.timeline === timeline && from <= parseLsn(position.lsn)) {
      this.#durable = parseLsn(position.lsn);
      this.#completeUntil = position.at;
    } else {
      await this.folder.keepWalPosition(systemIdentifier, position);
    }
  }

  async #receive(message: Buffer): Promise<void> {
    const kind = String.fromCharCode(message[0] ?? 0);
    // A keepalive that requests a reply.
    if (kind === 'k' && message[17] === 1) await this.#sync();
    if (kind !== 'w') return;
    const [at, bytes] = [message.readBigUInt64BE(1), message.subarray(25)];
    await this.#append(at, bytes);
    // After an interruption, the server sends WAL that may be hours old.
    const serverEnd = message.readBigUInt64BE(9);
    if (at + BigInt(bytes.length) >= serverEnd) this.#completeUntil = instant(message.readBigInt64BE(17)).toISOString();
  }

  async #append(at: Lsn, bytes: Buffer): Promise<void> {
    let [position, rest] = [at, bytes];
    while (rest.length > 0) {
      const file = await this.#open(position);
      const room = Number(file.start + BigInt(this.segmentSize) - position);
      const part = rest.subarray(0, room);
      await file.sealed.write(part);
      position += BigInt(part.length);
      rest = rest.subarray(part.length);
      this.#written = position;
      if (part.length === room) await this.#complete();
    }
  }

  async #open(position: Lsn): Promise<OpenSegment> {
    if (this.#file) return this.#file;
    const start = segmentStart(position, this.segmentSize);
    if (start !== position) throw new Error('the server did not send the segment from its start');
    const segment = segmentName(this.server.timeline, start, this.segmentSize);
    const name = sealedName(this.server.systemIdentifier, segment);
    const path = this.folder.path('wal', this.server.systemIdentifier, `${segment}.${randomId()}.partial`);
    const sealed = await this.folder.sealAt(path, name, this.recipient);
    this.#file = { sealed, segment, start };
    return this.#file;
  }

  async #complete(): Promise<void> {
    if (!this.#file) return;
    const { sealed, segment } = this.#file;
    this.#file = undefined;
    await sealed.finish();
    const inFolder = this.folder.path('wal', this.server.systemIdentifier);
    await rename(sealed.path, this.folder.path('wal', this.server.systemIdentifier, `${segment}.sealed`));
    for (const name of await namesIn(inFolder)) {
      if (name.startsWith(`${segment}.`) && name.endsWith('.partial')) {
        await rm(this.folder.path('wal', this.server.systemIdentifier, name));
      }
    }
    await syncFolder(inFolder);
    await this.#confirm();
  }

  async #sync(): Promise<void> {
    if (this.#written > this.#durable) await this.#file?.sealed.sync();
    await this.#confirm();
  }

  async #confirm(): Promise<void> {
    if (this.#written === 0n) return;
    if (this.#written > this.#durable) {
      this.#durable = this.#written;
      this.onDurable(this.#durable);
    }
    await this.#recordPosition();
    this.connection.confirm(this.#durable);
  }

  async #recordPosition(): Promise<void> {
    const [lsn, at] = [formatLsn(this.#durable), this.#completeUntil];
    if (at === undefined || (lsn === this.#recorded?.lsn && at === this.#recorded.at)) return;
    const { systemIdentifier, timeline } = this.server;
    this.#recorded = { timeline, lsn, at };
    await this.folder.writeJson(`wal/${systemIdentifier}/position.json`, this.#recorded);
  }

  /** The timer and the stream must not interleave. */
  #exclusively(work: () => Promise<void>): Promise<void> {
    const run = this.#busy.then(work);
    this.#busy = run.catch(() => undefined);
    return run;
  }
}

function instant(microseconds: bigint): Date {
  return new Date(POSTGRES_EPOCH_MS + Number(microseconds / 1000n));
}
