import type { DevicePublicJwk, WrappedKey } from '../crypto/index.js';
import type { AcceptedDuties, Announcement, Lease, PrivacyNotice } from '#electoral/wire';
import type { Duties } from '../server/api.js';

/** One registration of this phone as a device of one auxiliary (§7.4). A phone may hold several. */
export interface Enrolment {
  readonly deviceId: string;
  readonly publicJwk: DevicePublicJwk;
  readonly wrappedKey: WrappedKey;
  /** As the server signed it, verified before it was stored. */
  readonly lease: Lease;
  readonly nextCounter: number;
  readonly failedUnlocks: FailedUnlocks;
  /** A text that the server asks to be accepted before the next capture (§6.9). */
  readonly dutiesAsked?: Duties;
  /** Accepted, and not yet known to the server. */
  readonly dutiesAccepted?: AcceptedDuties;
  /** The server's last word that this device may not capture; gone with the next lease. */
  readonly refusal?: CaptureRefusal;
  /** Receipts of before were not asked for yet: a device that is new knows none (§8.13). */
  readonly receiptsOwed?: boolean;
  /** What this registration took the place of on this phone (§7.5); their receipts and queue are its own. */
  readonly formerDevices?: readonly string[];
}

/** Why the server gave no lease (§7.7, decision 8). */
export interface CaptureRefusal {
  readonly code: string;
  /** Sentence of the server. */
  readonly detail: string;
  /** Of the app that was refused: a newer one may be let in (decision 30). */
  readonly appVersion: string;
}

export interface FailedUnlocks {
  readonly count: number;
  /** Milliseconds of the device's clock before which no password is tried. */
  readonly notBefore: number;
}

/** What is known of a sealed record without opening it: nothing about the citizen. */
export interface SealedRecord {
  readonly folio: string;
  readonly deviceId: string;
  readonly integrityCode: string;
  readonly capturedAt: string;
  readonly size: number;
  /** False until it was read back whole: such a one was never announced to anybody (decision 3). */
  readonly checked: boolean;
  readonly attempts: number;
  /** Milliseconds of the device's clock; 0 for at once. */
  readonly nextAttemptAt: number;
  /** The server knows that there is one; it does not have it (decision 6). */
  readonly announced?: boolean;
  /** The background gave it to the server, whose answer nobody has verified yet. */
  readonly handedOver?: boolean;
  /** Sentence of the server, where it wants something of the person. */
  readonly problem?: string;
  /** ISO 8601, UTC: unsent after this it may be erased (decision 7). */
  readonly keptUntil?: string;
}

export interface StoredReceipt {
  readonly folio: string;
  readonly deviceId: string;
  readonly receivedAt: string;
  readonly integrityCode: string;
  /** Compact JWS. */
  readonly jws: string;
}

export type SignedManifest = Announcement['manifests'][number];

/** What stays of a record the server refused for good, or nobody took in time: that there was one, and why (decision 7). */
export interface Tombstone {
  readonly folio: string;
  readonly deviceId: string;
  readonly code: string;
  readonly reason: string;
  readonly refusedAt: string;
  /** The refusal as the server signed it; none of what was erased unsent. */
  readonly jws?: string;
  /** Signed manifest of what was erased unsent, until the server has been told; it tells nothing of the citizen. */
  readonly untold?: SignedManifest;
}

export interface Settings {
  readonly root: {
    readonly kty: string;
    readonly crv: string;
    readonly x: string;
    readonly y: string;
    readonly kid?: string;
  };
  /** Compact JWS of the key set. */
  readonly keySet: string;
  readonly serverTime: {
    readonly serverAt: number;
    readonly elapsed: number;
    readonly deviceAt: number;
    /** How far the device's clock was ahead of the server's, milliseconds. */
    readonly skew?: number;
  };
  readonly wifiOnly: boolean;
  /** By the device's clock, milliseconds: until then the server or the line is left alone, by the background too. */
  readonly sendingRestsUntil: number;
  /** In full, as last fetched (§16.4). */
  readonly privacyNotice: PrivacyNotice;
}

/** Where the app keeps what must outlive it. Only sealed records and what is no secret ever get here (§8.12). */
export interface Vault {
  /** Asks the telephone never to throw away what lies here. @returns what {@link Vault.isProtected} says then. */
  protect(): Promise<boolean>;
  isProtected(): Promise<boolean>;
  enrolments(): Promise<Enrolment[]>;
  saveEnrolment(enrolment: Enrolment): Promise<void>;
  updateEnrolment(deviceId: string, change: (enrolment: Enrolment) => Enrolment): Promise<void>;
  removeEnrolment(deviceId: string): Promise<void>;
  /** A number this device never used before. */
  takeCounter(deviceId: string): Promise<number>;
  records(): Promise<SealedRecord[]>;
  saveRecord(record: SealedRecord, container: Uint8Array): Promise<void>;
  /** @returns false when it is there no more; then it stays away. */
  updateRecord(record: SealedRecord): Promise<boolean>;
  container(folio: string): Promise<Uint8Array | undefined>;
  /** What stands before the sealed parts, at least: some KB, where the container has hundreds. */
  head(folio: string): Promise<Uint8Array | undefined>;
  discardRecord(folio: string): Promise<void>;
  /** Record out and receipt in, or neither (§8.13). */
  replaceByReceipt(receipt: StoredReceipt): Promise<void>;
  replaceByTombstone(tombstone: Tombstone): Promise<void>;
  receipts(): Promise<StoredReceipt[]>;
  tombstones(): Promise<Tombstone[]>;
  setting<Name extends keyof Settings>(name: Name): Promise<Settings[Name] | undefined>;
  saveSetting<Name extends keyof Settings>(name: Name, value: Settings[Name]): Promise<void>;
}
