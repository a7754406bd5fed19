import pg from 'pg';
import { connectionOptions } from '../database/owner-connection.js';

/** A position in the WAL, in bytes. */
export type Lsn = bigint;

/** As PostgreSQL writes it, e.g. `0/16B3748`. */
export const formatLsn = (lsn: Lsn): string =>
  `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffffffffn).toString(16).toUpperCase()}`;

export function parseLsn(text: string): Lsn {
  const [high = '', low = ''] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

export interface ServerIdentity {
  readonly systemIdentifier: string;
  readonly timeline: number;
  readonly position: Lsn;
}

/** One CopyData message; the next is read once the promise has resolved. */
export type OnCopyData = (data: Buffer) => Promise<void>;

type Row = readonly (string | null)[];

/** The parts of `pg`'s connection that its types leave out. */
interface WireConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  readonly stream: { pause(): void; resume(): void; destroy(): void };
}

/** A command of the replication protocol: its result sets and its COPY data. `pg` calls the handlers. */
class ReplicationCommand {
  readonly rows: Row[] = [];
  readonly done: Promise<void>;
  connection: WireConnection | undefined;
  #resolve: () => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #pending: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(
    private readonly text: string,
    private readonly onCopyData?: OnCopyData,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.done.catch(() => undefined);
  }

  submit(connection: unknown): void {
    this.connection = connection as WireConnection;
    this.connection.query(this.text);
  }

  handleRowDescription(): void {}

  handleDataRow({ fields }: { readonly fields: Row }): void {
    this.rows.push(fields.map((field) => field));
  }

  handleCopyInResponse(): void {}

  /** Pauses the socket while a chunk is written, so that memory stays flat. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    // `pg` reuses the memory behind the chunk.
    const copy = Buffer.from(chunk);
    this.#waiting += 1;
    this.connection?.stream.pause();
    this.#pending = this.#pending
      .then(() => this.onCopyData?.(copy))
      .then(
        () => {
          this.#waiting -= 1;
          if (this.#waiting === 0) this.connection?.stream.resume();
        },
        (error: unknown) => {
          this.#reject(error as Error);
          this.connection?.stream.destroy();
        },
      );
  }

  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}

  handleReadyForQuery(): void {
    void this.#pending.then(this.#resolve);
  }

  handleError(error: Error): void {
    this.#reject(error);
  }
}

/** A connection to a WAL sender of PostgreSQL. Its user needs the REPLICATION attribute. */
export class ReplicationConnection {
  #streaming: ReplicationCommand | undefined;

  private constructor(private readonly client: pg.Client) {}

  /** @param url the URL of any database of the server. */
  static async open(url: string): Promise<ReplicationConnection> {
    const options = { ...connectionOptions(url), replication: 'true', application_name: 'apoyo-ciudadano backup' };
    const client = new pg.Client(options);
    // A lost connection is reported by the command that it ends.
    client.on('error', () => undefined);
    await client.connect();
    return new ReplicationConnection(client);
  }

  async identify(): Promise<ServerIdentity> {
    const [row] = await this.#run('IDENTIFY_SYSTEM');
    const [systemIdentifier, timeline, position] = row ?? [];
    return {
      systemIdentifier: systemIdentifier ?? '',
      timeline: Number(timeline),
      position: parseLsn(position ?? '0/0'),
    };
  }

  /** In bytes. */
  async walSegmentSize(): Promise<number> {
    const [row] = await this.#run('SHOW wal_segment_size');
    const [, number = '', unit = ''] = /^(\d+)(MB|GB)$/.exec(row?.[0] ?? '') ?? [];
    return Number(number) * (unit === 'GB' ? 1024 : 1) * 1024 * 1024;
  }

  /** Creates a slot, for which the server keeps WAL until it is confirmed. Has no effect if the slot exists. */
  async ensureSlot(name: string): Promise<void> {
    await this.#run(`CREATE_REPLICATION_SLOT ${name} PHYSICAL RESERVE_WAL`).catch((error: unknown) => {
      // duplicate_object
      if ((error as { readonly code?: string }).code !== '42710') throw error;
    });
  }

  /** The position from which the server keeps WAL for the slot. Undefined if there is no such slot. */
  async slotStart(name: string): Promise<Lsn | undefined> {
    const [row] = await this.#run(`READ_REPLICATION_SLOT ${name}`);
    const start = row?.[1];
    return start == null ? undefined : parseLsn(start);
  }

  /**
   * @param onCopyData gets the messages of BASE_BACKUP: `n` new archive, `m` manifest, `d` data, `p` progress.
   * @returns start and end of the backup: position and timeline.
   */
  async baseBackup(label: string, onCopyData: OnCopyData): Promise<{ start: Lsn; end: Lsn; timeline: number }> {
    const options = `LABEL '${label}', CHECKPOINT 'fast', WAL true, MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256'`;
    const rows = await this.#run(`BASE_BACKUP (${options})`, onCopyData);
    const positions = rows.filter(([position]) => /^[0-9A-F]+\/[0-9A-F]+$/.test(position ?? ''));
    const [start, end] = [positions.at(0), positions.at(-1)];
    return { start: parseLsn(start?.[0] ?? ''), end: parseLsn(end?.[0] ?? ''), timeline: Number(start?.[1]) };
  }

  /**
   * Streams WAL until {@link stopStreaming}, the end of the timeline or a lost connection.
   * @param onCopyData gets the messages of the server: `w` WAL data, `k` keepalive.
   */
  async streamWal(
    { slot, from, timeline }: { readonly slot: string; readonly from: Lsn; readonly timeline: number },
    onCopyData: OnCopyData,
  ): Promise<void> {
    const text = `START_REPLICATION SLOT ${slot} PHYSICAL ${formatLsn(from)} TIMELINE ${String(timeline)}`;
    const command = new ReplicationCommand(text, onCopyData);
    this.#streaming = command;
    this.client.query(command as never);
    await command.done;
  }

  /** Confirms to the server up to which position WAL is durable here, so that the server may remove it. */
  confirm(lsn: Lsn): void {
    const status = Buffer.alloc(34);
    status.write('r');
    // The positions written, flushed and applied. The time and the request for a reply that follow stay zero.
    for (const offset of [1, 9, 17]) status.writeBigUInt64BE(lsn, offset);
    this.#streaming?.connection?.sendCopyFromChunk(status);
  }

  stopStreaming(): void {
    this.#streaming?.connection?.endCopyFrom();
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  async #run(text: string, onCopyData?: OnCopyData): Promise<readonly Row[]> {
    const command = new ReplicationCommand(text, onCopyData);
    this.client.query(command as never);
    await command.done;
    return command.rows;
  }
}
