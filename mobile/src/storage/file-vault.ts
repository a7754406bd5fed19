import { headerBytesOf, parseHeader, parseManifest, splitParts } from '#electoral/wire';
import { decodeBase64url, encodeBase64url, incompressibleBytes, sha256Hex } from '../crypto/index.js';
import type { Files } from './files.js';
import type { Enrolment, SealedRecord, Settings, StoredReceipt, Tombstone, Vault } from './vault.js';

/** Primary key of each table. */
const KEYS = {
  enrolments: 'deviceId',
  records: 'folio',
  receipts: 'folio',
  tombstones: 'folio',
  settings: 'name',
} as const;
type Table = keyof typeof KEYS;
type Row = object;

/** Tables that can be recreated: records from their containers, settings from the server and the user. */
const REPLACEABLE: ReadonlySet<Table> = new Set(['records', 'settings']);

/** File name of one generation of a table: `records.000000000012.json`. */
const GENERATION = /^([a-z]+)\.(\d{12})\.json$/;
const TABLES = 'tables';
const CONTAINERS = 'containers';
const HEADS = 'heads';
const TRIAL = 'trial';

/**
 * Stores the vault in files, for the packaged apps. Each container is a file, and each table of rows is a file. A
 * change to a table writes a new generation with its digest under a temporary name and then renames it, so that a
 * generation truncated by a crash is detected and the one before it is used. If a table is damaged, opening removes no
 * container without a row. Changes to two tables are ordered so that the next opening can complete them.
 */
export class FileVault implements Vault {
  readonly #rows: Record<Table, Map<string, Row>> = {
    ...{ enrolments: new Map(), records: new Map(), receipts: new Map(), tombstones: new Map(), settings: new Map() },
  };
  readonly #generations: Record<Table, number> = { enrolments: 0, records: 0, receipts: 0, tombstones: 0, settings: 0 };
  /** Operations run one at a time. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly files: Files) {}

  static async open(files: Files): Promise<FileVault> {
    const vault = new FileVault(files);
    await vault.#repair(await vault.#load());
    return vault;
  }

  /** The phone deletes the app's own files only with the app. */
  protect(): Promise<boolean> {
    return this.isProtected();
  }

  isProtected(): Promise<boolean> {
    return Promise.resolve(true);
  }

  enrolments(): Promise<Enrolment[]> {
    return this.#all<Enrolment>('enrolments');
  }

  saveEnrolment(enrolment: Enrolment): Promise<void> {
    return this.#put('enrolments', enrolment.deviceId, enrolment);
  }

  updateEnrolment(deviceId: string, change: (enrolment: Enrolment) => Enrolment): Promise<void> {
    return this.#enqueue(async () => {
      const found = this.#rows.enrolments.get(deviceId);
      if (found) await this.#change('enrolments', (rows) => rows.set(deviceId, change(found as Enrolment)));
    });
  }

  removeEnrolment(deviceId: string): Promise<void> {
    return this.#enqueue(() => this.#change('enrolments', (rows) => rows.delete(deviceId)));
  }

  async takeCounter(deviceId: string, lowest = 0): Promise<number> {
    let taken: number | undefined;
    await this.updateEnrolment(deviceId, (enrolment) => {
      taken = Math.max(enrolment.nextCounter, lowest);
      return { ...enrolment, nextCounter: taken + 1 };
    });
    if (taken === undefined) throw new Error('no such enrolment');
    return taken;
  }

  records(): Promise<SealedRecord[]> {
    return this.#all<SealedRecord>('records');
  }

  /** Writes the row last: incomplete files without a row are removed when the vault is next opened. */
  saveRecord(record: SealedRecord, container: Uint8Array): Promise<void> {
    return this.#enqueue(async () => {
      const { folio } = record;
      if (this.#rows.records.has(folio)) throw new Error('a record with this folio exists');
      await this.#removeFiles(folio);
      await this.#writeAtomically(`${HEADS}/${folio}`, headerBytesOf(container));
      await this.#writeAtomically(`${CONTAINERS}/${folio}`, container);
      await this.#change('records', (rows) => rows.set(folio, record));
    });
  }

  requireSpace(bytes: number): Promise<void> {
    return this.#enqueue(async () => {
      await this.files.remove(TRIAL);
      try {
        await this.files.write(TRIAL, incompressibleBytes(bytes));
        if ((await this.files.read(TRIAL))?.length !== bytes) throw new Error('the trial file is incomplete');
      } finally {
        await this.files.remove(TRIAL);
      }
    });
  }

  updateRecord(record: SealedRecord): Promise<boolean> {
    return this.#enqueue(async () => {
      const exists = this.#rows.records.has(record.folio);
      if (exists) await this.#change('records', (rows) => rows.set(record.folio, record));
      return exists;
    });
  }

  container(folio: string): Promise<Uint8Array | undefined> {
    return this.#enqueue(() => this.files.read(`${CONTAINERS}/${folio}`));
  }

  header(folio: string): Promise<Uint8Array | undefined> {
    return this.#enqueue(() => this.files.read(`${HEADS}/${folio}`));
  }

  discardRecord(folio: string): Promise<void> {
    return this.#enqueue(() => this.#removeRecord(folio));
  }

  replaceWithReceipt(receipt: StoredReceipt): Promise<void> {
    return this.#replace('receipts', receipt);
  }

  replaceWithTombstone(tombstone: Tombstone): Promise<void> {
    return this.#replace('tombstones', tombstone);
  }

  receipts(): Promise<StoredReceipt[]> {
    return this.#all<StoredReceipt>('receipts');
  }

  tombstones(): Promise<Tombstone[]> {
    return this.#all<Tombstone>('tombstones');
  }

  setting<Name extends keyof Settings>(name: Name): Promise<Settings[Name] | undefined> {
    const row = this.#rows.settings.get(name) as { readonly value: Settings[Name] } | undefined;
    return Promise.resolve(row?.value);
  }

  saveSetting<Name extends keyof Settings>(name: Name, value: Settings[Name]): Promise<void> {
    return this.#put('settings', name, { name, value });
  }

  /** Writes the replacement before it deletes the record; after a crash between them, the next opening deletes it. */
  #replace(table: 'receipts' | 'tombstones', row: StoredReceipt | Tombstone): Promise<void> {
    return this.#enqueue(async () => {
      await this.#change(table, (rows) => rows.set(row.folio, row));
      await this.#removeRecord(row.folio);
    });
  }

  async #removeRecord(folio: string): Promise<void> {
    if (this.#rows.records.has(folio)) await this.#change('records', (rows) => rows.delete(folio));
    await this.#removeFiles(folio);
  }

  async #removeFiles(folio: string): Promise<void> {
    for (const folder of [CONTAINERS, HEADS]) {
      for (const name of [folio, `${folio}.new`]) await this.files.remove(`${folder}/${name}`);
    }
  }

  #all<One extends Row>(table: Table): Promise<One[]> {
    return this.#enqueue(() => Promise.resolve([...this.#rows[table].values()] as One[]));
  }

  #put(table: Table, key: string, row: Row): Promise<void> {
    return this.#enqueue(() => this.#change(table, (rows) => rows.set(key, row)));
  }

  #enqueue<Done>(work: () => Promise<Done>): Promise<Done> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** The rows in memory change only after the new generation is in place. */
  async #change(table: Table, change: (rows: Map<string, Row>) => unknown): Promise<void> {
    const rows = new Map(this.#rows[table]);
    change(rows);
    const next = this.#generations[table] + 1;
    await this.#writeAtomically(`${TABLES}/${generationName(table, next)}`, await serialise([...rows.values()]));
    this.#rows[table] = rows;
    this.#generations[table] = next;
    await this.files.remove(`${TABLES}/${generationName(table, next - 1)}`);
  }

  async #writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
    await this.files.remove(`${path}.new`);
    await this.files.write(`${path}.new`, bytes);
    await this.files.rename(`${path}.new`, path);
  }

  /**
   * Loads the newest intact generation of each table; removes the others only if no table is damaged.
   * @returns the tables whose newest generation is damaged: their rows may lack the last change.
   * @throws if no generation of an irreplaceable table is intact; nothing is removed then.
   */
  async #load(): Promise<ReadonlySet<Table>> {
    const found = (await this.files.list(TABLES)).sort().reverse();
    const damaged = new Set<Table>();
    const loaded = new Map<Table, string>();
    for (const name of found) {
      const [, table, generation] = GENERATION.exec(name) ?? [];
      const known = table !== undefined && table in KEYS ? (table as Table) : undefined;
      if (!known || loaded.has(known)) continue;
      this.#generations[known] = Math.max(this.#generations[known], Number(generation));
      const rows = await parseTable(await this.files.read(`${TABLES}/${name}`));
      if (!rows) {
        damaged.add(known);
        continue;
      }
      loaded.set(known, name);
      this.#rows[known] = new Map(rows.map((row) => [String(row[KEYS[known]]), row]));
    }
    const lost = [...damaged].filter((table) => !loaded.has(table) && !REPLACEABLE.has(table));
    if (lost.length > 0) throw new Error(`no generation is intact: ${lost.join(', ')}`);
    if (damaged.size === 0) {
      const kept = new Set(loaded.values());
      for (const name of found) if (!kept.has(name)) await this.files.remove(`${TABLES}/${name}`);
    }
    return damaged;
  }

  /**
   * Completes changes that a crash interrupted. Phones do not sync each file, so the rows may also be older than the
   * containers: a complete container without a row gets one again, because its folio may have been shown.
   */
  async #repair(damaged: ReadonlySet<Table>): Promise<void> {
    const { records, receipts, tombstones } = this.#rows;
    for (const folio of [...records.keys()]) {
      if (receipts.has(folio) || tombstones.has(folio)) await this.#removeRecord(folio);
    }
    await this.#restoreRows();
    if (damaged.size > 0) return;
    for (const folder of [CONTAINERS, HEADS]) {
      for (const name of await this.files.list(folder)) {
        if (!this.#rows.records.has(name)) await this.files.remove(`${folder}/${name}`);
      }
    }
  }

  async #restoreRows(): Promise<void> {
    const { records, receipts, tombstones } = this.#rows;
    for (const folio of await this.files.list(CONTAINERS)) {
      if (records.has(folio) || receipts.has(folio) || tombstones.has(folio)) continue;
      const container = await this.files.read(`${CONTAINERS}/${folio}`);
      const row = await restoredRow(folio, container);
      if (!container || !row) continue;
      await this.files.remove(`${HEADS}/${folio}`);
      await this.#writeAtomically(`${HEADS}/${folio}`, headerBytesOf(container));
      await this.#change('records', (rows) => rows.set(folio, row));
    }
  }
}

/** The row of a stored container; undefined if the container is incomplete. */
async function restoredRow(folio: string, container: Uint8Array | undefined): Promise<SealedRecord | undefined> {
  try {
    const { manifest: signed, length } = parseHeader(container ?? new Uint8Array());
    const manifest = parseManifest(signed);
    if (!container || manifest?.kind !== 'support' || manifest.folio !== folio) return undefined;
    splitParts(
      container,
      length,
      manifest.parts.map(({ size }) => size),
    );
    const { deviceId, capturedAt } = manifest;
    const facts = { folio, deviceId, capturedAt, integrityCode: await sha256Hex(signed), size: container.length };
    return { ...facts, checked: true, attempts: 0, nextAttemptAt: 0 };
  } catch {
    return undefined;
  }
}

function generationName(table: Table, generation: number): string {
  return `${table}.${String(generation).padStart(12, '0')}.json`;
}

/** A line with the SHA-256 of the JSON rows, then the rows; byte arrays become `{ $bytes: base64url }`. */
async function serialise(rows: readonly Row[]): Promise<Uint8Array> {
  const body = JSON.stringify(rows, (_key, value: unknown) =>
    value instanceof Uint8Array ? { $bytes: encodeBase64url(value) } : value,
  );
  const bytes = new TextEncoder().encode(body);
  return new TextEncoder().encode(`${await sha256Hex(bytes)}\n${body}`);
}

async function parseTable(bytes: Uint8Array | undefined): Promise<Record<string, unknown>[] | undefined> {
  if (!bytes) return undefined;
  const text = new TextDecoder().decode(bytes);
  const [digest = '', ...rest] = text.split('\n');
  const body = rest.join('\n');
  if ((await sha256Hex(new TextEncoder().encode(body))) !== digest) return undefined;
  return JSON.parse(body, (_key, value: unknown) => (isBytes(value) ? decodeBase64url(value.$bytes) : value)) as Record<
    string,
    unknown
  >[];
}

function isBytes(value: unknown): value is { readonly $bytes: string } {
  return typeof value === 'object' && value !== null && '$bytes' in value && typeof value.$bytes === 'string';
}
