import type { Enrolment, SealedRecord, Settings, StoredReceipt, Tombstone, Vault } from './vault.js';
import type { Witness } from './witness.js';

/** A vault that reports to the {@link Witness} which counters were used and which records are unsent. */
export class WitnessedVault implements Vault {
  private constructor(
    private readonly vault: Vault,
    private readonly witness: Witness,
  ) {}

  /** Records in the witness what the vault holds, because an earlier version of the app had no witness. */
  static async over(vault: Vault, witness: Witness): Promise<WitnessedVault> {
    const [enrolments, records] = await Promise.all([vault.enrolments(), vault.records()]);
    for (const { deviceId, nextCounter } of enrolments) witness.raiseCounter(deviceId, nextCounter);
    witness.add(records.filter(({ checked }) => checked).map(({ folio }) => folio));
    return new WitnessedVault(vault, witness);
  }

  protect(): Promise<boolean> {
    return this.vault.protect();
  }

  isProtected(): Promise<boolean> {
    return this.vault.isProtected();
  }

  enrolments(): Promise<Enrolment[]> {
    return this.vault.enrolments();
  }

  saveEnrolment(enrolment: Enrolment): Promise<void> {
    return this.vault.saveEnrolment(enrolment);
  }

  updateEnrolment(deviceId: string, change: (enrolment: Enrolment) => Enrolment): Promise<void> {
    return this.vault.updateEnrolment(deviceId, change);
  }

  removeEnrolment(deviceId: string): Promise<void> {
    return this.vault.removeEnrolment(deviceId);
  }

  async takeCounter(deviceId: string, lowest = 0): Promise<number> {
    const taken = await this.vault.takeCounter(deviceId, Math.max(lowest, this.witness.nextCounter(deviceId)));
    this.witness.raiseCounter(deviceId, taken + 1);
    return taken;
  }

  /** A record that the witness lists has passed its check, even if a power failure undid the last change to its row. */
  async records(): Promise<SealedRecord[]> {
    const records = await this.vault.records();
    const shown = new Set(this.witness.unsent());
    return records.map((record) =>
      record.checked || !shown.has(record.folio) ? record : { ...record, checked: true },
    );
  }

  saveRecord(record: SealedRecord, container: Uint8Array): Promise<void> {
    return this.vault.saveRecord(record, container);
  }

  /** Adds a record to the witness once it has passed its check; its folio is not shown before that (decision 3). */
  async updateRecord(record: SealedRecord): Promise<boolean> {
    const exists = await this.vault.updateRecord(record);
    if (exists && record.checked) this.witness.add([record.folio]);
    return exists;
  }

  requireSpace(bytes: number): Promise<void> {
    return this.vault.requireSpace(bytes);
  }

  container(folio: string): Promise<Uint8Array | undefined> {
    return this.vault.container(folio);
  }

  header(folio: string): Promise<Uint8Array | undefined> {
    return this.vault.header(folio);
  }

  /**
   * Does not remove the folio from the witness: a listed record has passed its check and should never be discarded, so
   * its loss must stay visible.
   */
  discardRecord(folio: string): Promise<void> {
    return this.vault.discardRecord(folio);
  }

  async replaceWithReceipt(receipt: StoredReceipt): Promise<void> {
    await this.vault.replaceWithReceipt(receipt);
    this.witness.remove([receipt.folio]);
  }

  async replaceWithTombstone(tombstone: Tombstone): Promise<void> {
    await this.vault.replaceWithTombstone(tombstone);
    this.witness.remove([tombstone.folio]);
  }

  receipts(): Promise<StoredReceipt[]> {
    return this.vault.receipts();
  }

  tombstones(): Promise<Tombstone[]> {
    return this.vault.tombstones();
  }

  setting<Name extends keyof Settings>(name: Name): Promise<Settings[Name] | undefined> {
    return this.vault.setting(name);
  }

  saveSetting<Name extends keyof Settings>(name: Name, value: Settings[Name]): Promise<void> {
    return this.vault.saveSetting(name, value);
  }
}
