import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Enrolment, SealedRecord, Settings, StoredReceipt, Tombstone, Vault } from './vault.js';

interface Schema extends DBSchema {
  enrolments: { key: string; value: Enrolment };
  records: { key: string; value: SealedRecord };
  /** Apart from `records`, so that a list of a thousand reads no images. */
  containers: { key: string; value: Uint8Array };
  receipts: { key: string; value: StoredReceipt };
  tombstones: { key: string; value: Tombstone };
  settings: { key: string; value: Settings[keyof Settings] };
}

/** Nothing counts as written before it is on the disk. */
const DURABLE = { durability: 'strict' } as const;
const VERSION = 1;

/** @param name of the database; the app has one. */
export async function openIndexedVault(name = 'apoyo-ciudadano'): Promise<Vault> {
  const database = await openDB<Schema>(name, VERSION, {
    upgrade: (fresh) => {
      fresh.createObjectStore('enrolments', { keyPath: 'deviceId' });
      fresh.createObjectStore('records', { keyPath: 'folio' });
      fresh.createObjectStore('containers');
      fresh.createObjectStore('receipts', { keyPath: 'folio' });
      fresh.createObjectStore('tombstones', { keyPath: 'folio' });
      fresh.createObjectStore('settings');
    },
  });
  return new IndexedVault(database);
}

class IndexedVault implements Vault {
  constructor(private readonly database: IDBPDatabase<Schema>) {}

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

  async takeCounter(deviceId: string): Promise<number> {
    let taken: number | undefined;
    await this.updateEnrolment(deviceId, (enrolment) => {
      taken = enrolment.nextCounter;
      return { ...enrolment, nextCounter: enrolment.nextCounter + 1 };
    });
    if (taken === undefined) throw new Error('no such enrolment');
    return taken;
  }

  records(): Promise<SealedRecord[]> {
    return this.database.getAll('records');
  }

  async saveRecord(record: SealedRecord, container: Uint8Array): Promise<void> {
    const transaction = this.database.transaction(['records', 'containers'], 'readwrite', DURABLE);
    await Promise.all([
      transaction.objectStore('records').add(record),
      transaction.objectStore('containers').add(container, record.folio),
      transaction.done,
    ]);
  }

  async updateRecord(record: SealedRecord): Promise<void> {
    const transaction = this.database.transaction('records', 'readwrite', DURABLE);
    // A record that was sent meanwhile must not come back as a row without its bytes.
    if (await transaction.store.getKey(record.folio)) await transaction.store.put(record);
    await transaction.done;
  }

  container(folio: string): Promise<Uint8Array | undefined> {
    return this.database.get('containers', folio);
  }

  async discardRecord(folio: string): Promise<void> {
    const transaction = this.database.transaction(['records', 'containers'], 'readwrite', DURABLE);
    await Promise.all([
      transaction.objectStore('records').delete(folio),
      transaction.objectStore('containers').delete(folio),
      transaction.done,
    ]);
  }

  async replaceByReceipt(receipt: StoredReceipt): Promise<void> {
    const transaction = this.database.transaction(['records', 'containers', 'receipts'], 'readwrite', DURABLE);
    await Promise.all([
      transaction.objectStore('receipts').put(receipt),
      transaction.objectStore('records').delete(receipt.folio),
      transaction.objectStore('containers').delete(receipt.folio),
      transaction.done,
    ]);
  }

  async replaceByTombstone(tombstone: Tombstone): Promise<void> {
    const transaction = this.database.transaction(['records', 'containers', 'tombstones'], 'readwrite', DURABLE);
    await Promise.all([
      transaction.objectStore('tombstones').put(tombstone),
      transaction.objectStore('records').delete(tombstone.folio),
      transaction.objectStore('containers').delete(tombstone.folio),
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
    await this.database.put('settings', value, name);
  }
}
