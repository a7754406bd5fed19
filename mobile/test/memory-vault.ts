import { composeFolio, encodeContainer } from '#electoral/wire';
import { sha256Hex } from '../src/crypto/index.js';
import type { Enrolment, SealedRecord, StoredReceipt, Tombstone } from '../src/storage/vault.js';

/** Capture time of the first record; each further one is captured a millisecond later. */
const START = Date.parse('2027-01-15T18:00:00.000Z');

/** The part of a vault that the sender uses, in memory; `reads` counts full reads of the records. */
export class MemoryVault {
  readonly rows = new Map<string, SealedRecord>();
  readonly bytes = new Map<string, Uint8Array>();
  readonly received: StoredReceipt[] = [];
  readonly tombstoneRows = new Map<string, Tombstone>();
  readonly enrolled: Enrolment[] = [];
  wifiOnly = false;
  reads = 0;

  async add(nth: number, change: Partial<SealedRecord> = {}): Promise<SealedRecord> {
    const folio = composeFolio('7K2MD', nth);
    const manifest = new TextEncoder().encode(folio);
    const container = encodeContainer({ manifest, signature: new Uint8Array(64), jwe: 'a.b', parts: [manifest] });
    const record: SealedRecord = {
      ...{ folio, deviceId: 'd', integrityCode: await sha256Hex(manifest), size: container.length },
      capturedAt: new Date(START + nth).toISOString(),
      ...{ checked: true, attempts: 0, nextAttemptAt: 0, ...change },
    };
    this.rows.set(folio, record);
    this.bytes.set(folio, container);
    return record;
  }

  records = (): Promise<SealedRecord[]> => {
    this.reads += 1;
    return Promise.resolve([...this.rows.values()]);
  };
  container = (folio: string) => Promise.resolve(this.bytes.get(folio));
  header = (folio: string) => Promise.resolve(this.bytes.get(folio));
  enrolments = () => Promise.resolve(this.enrolled);
  updateEnrolment = (deviceId: string, change: (enrolment: Enrolment) => Enrolment): Promise<void> => {
    this.enrolled.splice(0, Infinity, ...this.enrolled.map((one) => (one.deviceId === deviceId ? change(one) : one)));
    return Promise.resolve();
  };
  tombstones = () => Promise.resolve([...this.tombstoneRows.values()]);
  setting = () => Promise.resolve(this.wifiOnly as never);
  readonly saved = new Map<string, unknown>();
  saveSetting = (name: string, value: unknown): Promise<void> => {
    this.saved.set(name, value);
    return Promise.resolve();
  };
  updateRecord = (record: SealedRecord): Promise<boolean> => {
    const exists = this.rows.has(record.folio);
    if (exists) this.rows.set(record.folio, record);
    return Promise.resolve(exists);
  };
  discardRecord = (folio: string): Promise<void> => {
    this.rows.delete(folio);
    this.bytes.delete(folio);
    return Promise.resolve();
  };
  replaceWithReceipt = async (receipt: StoredReceipt): Promise<void> => {
    this.received.push(receipt);
    await this.discardRecord(receipt.folio);
  };
  replaceWithTombstone = async (tombstone: Tombstone): Promise<void> => {
    this.tombstoneRows.set(tombstone.folio, tombstone);
    await this.discardRecord(tombstone.folio);
  };
}
