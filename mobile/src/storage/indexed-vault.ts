import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { headerBytesOf } from '#electoral/wire';
import { incompressibleBytes } from '../crypto/index.js';
import type { Enrolment, SealedRecord, Settings, StoredReceipt, Tombstone, Vault } from './vault.js';

interface Schema extends DBSchema {
  enrolments: { key: string; value: Enrolment };
  records: { key: string; value: SealedRecord };
  /** Separate from `records`, so that listing a thousand records reads no images. */
  containers: { key: string; value: Uint8Array };
  /** Headers of the containers (all that precedes the parts), so that announcements read no images. Since version 2. */
  heads: { key: string; value: Uint8Array };
  receipts: { key: string; value: StoredReceipt };
  tombstones: { key: string; value: Tombstone };
  settings: { key: string; value: Settings[keyof Settings] };
}

/** A transaction completes only when the data is on disk. */
const DURABLE = { durability: 'strict' } as const;
/** The stores that hold one record. */
const RECORD = ['records', 'containers', 'heads'] as const;
const VERSION = 2;
/**
 * Key in `settings` for the bytes of a trial write; bytes that a crash leaves behind are overwritten by the next trial.
 */
const TRIAL = 'trial';

/** @param name the name of the database; tests use other names. */
export async function openIndexedVault(name = 'apoyo-ciudadano'): Promise<Vault> {
  const database = await openDB<Schema>(name, VERSION, {
    upgrade: (stores, former) => {
      if (former < 1) {
        stores.createObjectStore('enrolments', { keyPath: 'deviceId' });
        stores.createObjectStore('records', { keyPath: 'folio' });
        stores.createObjectStore('containers');
        stores.createObjectStore('receipts', { keyPath: 'folio' });
        stores.createObjectStore('tombstones', { keyPath: 'folio' });
        stores.createObjectStore('settings');
      }
      if (former < 2) stores.createObjectStore('heads');
    },
  });
  return new IndexedVault(database);
}

class IndexedVault implements Vault {
  constructor(private readonly database: IDBPDatabase<Schema>) {}

  async protect(): Promise<boolean> {
    try {
      return (await this.isProtected()) || (await navigator.storage.persist());
    } catch {
      return false;
    }
  }

  async isProtected(): Promise<boolean> {
    try {
      return await navigator.storage.persisted();
    } catch {
      return false;
    }
  }

  enrolments(): Promise<Enrolment[]> {
    return this.database.getAll('enrolments');
  }

  async saveEnrolment(enrolment: Enrolment): Promise<void> {
    const transaction = this.database.transaction('enrolments', 'readwrite', DURABLE);
    await Promise.all([transaction.store.put(enrolment), transaction.done]);
  }

  async updateEnrolment(deviceId: string, change: (enrolment: Enrolment) => Enrolment): Promise<void> {
    const transaction = this.database.transaction('enrolments', 'readwrite', DURABLE);
    const found = await transaction.store.get(deviceId);
    if (found) await transaction.store.put(change(found));
    await transaction.done;
  }

  async removeEnrolment(deviceId: string): Promise<void> {
    await this.database.delete('enrolments', deviceId);
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
    return this.database.getAll('records');
  }

  async saveRecord(record: SealedRecord, container: Uint8Array): Promise<void> {
    const transaction = this.database.transaction(RECORD, 'readwrite', DURABLE);
    await Promise.all([
      transaction.objectStore('records').add(record),
      transaction.objectStore('containers').add(container, record.folio),
      transaction.objectStore('heads').put(headerBytesOf(container), record.folio),
      transaction.done,
    ]);
  }

  async requireSpace(bytes: number): Promise<void> {
    const writing = this.database.transaction('settings', 'readwrite', DURABLE);
    await Promise.all([writing.store.put(incompressibleBytes(bytes) as never, TRIAL), writing.done]);
    await this.database.delete('settings', TRIAL);
  }

  async updateRecord(record: SealedRecord): Promise<boolean> {
    const transaction = this.database.transaction('records', 'readwrite', DURABLE);
    // A record sent in the meantime must not come back as a row without a container.
    const exists = (await transaction.store.getKey(record.folio)) !== undefined;
    if (exists) await transaction.store.put(record);
    await transaction.done;
    return exists;
  }

  container(folio: string): Promise<Uint8Array | undefined> {
    return this.database.get('containers', folio);
  }

  async header(folio: string): Promise<Uint8Array | undefined> {
    return (await this.database.get('heads', folio)) ?? this.container(folio);
  }

  async discardRecord(folio: string): Promise<void> {
    const transaction = this.database.transaction(RECORD, 'readwrite', DURABLE);
    await Promise.all([...RECORD.map((store) => transaction.objectStore(store).delete(folio)), transaction.done]);
  }

  async replaceWithReceipt(receipt: StoredReceipt): Promise<void> {
    const transaction = this.database.transaction([...RECORD, 'receipts'] as const, 'readwrite', DURABLE);
    await Promise.all([
      transaction.objectStore('receipts').put(receipt),
      ...RECORD.map((store) => transaction.objectStore(store).delete(receipt.folio)),
      transaction.done,
    ]);
  }

  async replaceWithTombstone(tombstone: Tombstone): Promise<void> {
    const transaction = this.database.transaction([...RECORD, 'tombstones'] as const, 'readwrite', DURABLE);
    await Promise.all([
      transaction.objectStore('tombstones').put(tombstone),
      ...RECORD.map((store) => transaction.objectStore(store).delete(tombstone.folio)),
      transaction.done,
    ]);
  }

  receipts(): Promise<StoredReceipt[]> {
    return this.database.getAll('receipts');
  }

  tombstones(): Promise<Tombstone[]> {
    return this.database.getAll('tombstones');
  }

  async setting<Name extends keyof Settings>(name: Name): Promise<Settings[Name] | undefined> {
    return (await this.database.get('settings', name)) as Settings[Name] | undefined;
  }

  async saveSetting<Name extends keyof Settings>(name: Name, value: Settings[Name]): Promise<void> {
    const transaction = this.database.transaction('settings', 'readwrite', DURABLE);
    await Promise.all([transaction.store.put(value, name), transaction.done]);
  }
}
