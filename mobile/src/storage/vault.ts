import type { DevicePublicJwk, WrappedKey } from '../crypto/index.js';
import type {
  AcceptedDuties,
  Announcement,
  DevicePeriod,
  DeviceReview,
  Lease,
  PrivacyNotice,
  RegistrationIds,
} from '#electoral/wire';
import type { Duties } from '../server/api.js';

/** One registration of this phone as a device of one auxiliary (§7.4). A phone may hold several. */
export interface Enrolment {
  readonly deviceId: string;
  readonly publicJwk: DevicePublicJwk;
  readonly wrappedKey: WrappedKey;
  /** The lease that the server signed, verified before it was stored. */
  readonly lease: Lease;
  /** The ids that the user registered with; absent if an earlier version of the app registered the device. */
  readonly ids?: RegistrationIds;
  readonly nextCounter: number;
  readonly failedUnlocks: FailedUnlocks;
  /** Duties that must be accepted before the next capture (§6.9). */
  readonly dutiesAsked?: Duties;
  /** Acceptance not yet sent to the server. */
  readonly dutiesAccepted?: AcceptedDuties;
  /** The server's last refusal to let this device capture; removed with the next lease. */
  readonly refusal?: CaptureRefusal;
  /** What the server last said about the period, if it said so after the lease was issued. */
  readonly period?: PeriodInForce;
  /** What the server last said about the admission of this device; absent once it is admitted (§7.4). */
  readonly review?: DeviceReview;
  /** What differs, as far as the server says so; may contain reasons that this version of the app does not know. */
  readonly reviewReasons?: readonly string[];
  /** True until the auxiliary's earlier receipts have been fetched; a new device starts without them (§8.13). */
  readonly receiptsOwed?: boolean;
  /** Devices that this registration replaced on this phone (§7.5); it owns their receipts and pending records. */
  readonly formerDevices?: readonly string[];
  /** Folios that a device of the same auxiliary announced, that the server lacks and that are not on this phone. */
  readonly announcedElsewhere?: readonly string[];
}

/**
 * A registration that the server may not have received, stored before it is sent: the server then never knows a device
 * whose key was lost (§7.4, decision 21).
 */
export interface UnsentEnrolment {
  readonly enrolmentId: string;
  readonly publicJwk: DevicePublicJwk;
  readonly wrappedKey: WrappedKey;
  readonly container: Uint8Array;
  readonly ids?: RegistrationIds;
}

/** The period as the server signed it, for the menu and for captures; instants are ISO 8601 in UTC. */
export interface PeriodInForce {
  readonly at: string;
  readonly capture: DevicePeriod['capture'];
}

/** Why the server gave no lease (§7.7, decision 8). */
export interface CaptureRefusal {
  readonly code: string;
  /** The server's sentence for the user. */
  readonly detail: string;
  /** Version of the refused app: a newer one may be accepted (decision 30). */
  readonly appVersion: string;
}

export interface FailedUnlocks {
  readonly count: number;
  /** No password is accepted before this time, in milliseconds of the device's clock. */
  readonly notBefore: number;
}

/** Facts about a sealed record that need no decryption; none is about the citizen. */
export interface SealedRecord {
  readonly folio: string;
  readonly deviceId: string;
  readonly integrityCode: string;
  readonly capturedAt: string;
  readonly size: number;
  /** False until the stored record has been read back and verified; its folio is shown only after that (decision 3). */
  readonly checked: boolean;
  readonly attempts: number;
  /** Milliseconds of the device's clock; 0 if it may be sent immediately. */
  readonly nextAttemptAt: number;
  /** The server knows that the record exists but has not received it (decision 6). */
  readonly announced?: boolean;
  /** The service worker uploaded it; the receipt has not been fetched and verified yet. */
  readonly handedOver?: boolean;
  /** The server's sentence for the user, if they have to act. */
  readonly problem?: string;
  /** The container could not be read the last time. */
  readonly unreadable?: boolean;
  /** ISO 8601, UTC: if still unsent after this time, the app asks the server whether to erase it (decision 7). */
  readonly keptUntil?: string;
}

export interface StoredReceipt {
  readonly folio: string;
  readonly deviceId: string;
  readonly receivedAt: string;
  /** Absent if another phone captured it, or an earlier version of the app sent it. */
  readonly capturedAt?: string;
  readonly integrityCode: string;
  /** Compact JWS. */
  readonly jws: string;
}

export type SignedManifest = Announcement['manifests'][number];

/** What remains of a record that the server refused permanently (decision 7). */
export interface Tombstone {
  readonly folio: string;
  readonly deviceId: string;
  readonly code: string;
  readonly reason: string;
  readonly refusedAt: string;
  /** Absent if an earlier version of the app stored it. */
  readonly capturedAt?: string;
  /** The refusal as the server signed it; absent if an earlier version of the app erased the record unsent. */
  readonly jws?: string;
  /** Signed manifest of a record that an earlier version erased unsent, until it is reported to the server. */
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
    /** Milliseconds that the device's clock was ahead of the server's. */
    readonly skew?: number;
  };
  readonly wifiOnly: boolean;
  /** Sending is paused until this time, also in the service worker; in milliseconds of the device's clock. */
  readonly sendingRestsUntil: number;
  /** Folios of refused and expired records about which the user has informed the aspirant. */
  readonly reportedFolios: readonly string[];
  /** The full text, as last fetched (§16.4). */
  readonly privacyNotice: PrivacyNotice;
  /** Null once it is accepted, refused or discarded. */
  readonly unsentEnrolment: UnsentEnrolment | null;
}

/** The app's persistent storage. It only ever holds sealed records and data that is not secret (§8.12). */
export interface Vault {
  /** Asks the phone for persistent storage, and returns the new {@link Vault.isProtected}. */
  protect(): Promise<boolean>;
  isProtected(): Promise<boolean>;
  enrolments(): Promise<Enrolment[]>;
  saveEnrolment(enrolment: Enrolment): Promise<void>;
  updateEnrolment(deviceId: string, change: (enrolment: Enrolment) => Enrolment): Promise<void>;
  removeEnrolment(deviceId: string): Promise<void>;
  /**
   * @param lowest a lower bound for the result, if the witness or the lease knows of higher counters already used.
   * @returns a counter that this device has never used before, as far as the vault knows.
   */
  takeCounter(deviceId: string, lowest?: number): Promise<number>;
  records(): Promise<SealedRecord[]>;
  saveRecord(record: SealedRecord, container: Uint8Array): Promise<void>;
  /**
   * Durably writes the given number of bytes and removes them again.
   * @throws if there is no room for them, regardless of the free space that the phone reports.
   */
  requireSpace(bytes: number): Promise<void>;
  /** @returns false if the record no longer exists; it is not created again. */
  updateRecord(record: SealedRecord): Promise<boolean>;
  container(folio: string): Promise<Uint8Array | undefined>;
  /** The container up to its sealed parts, or all of it: a few KB instead of hundreds. */
  header(folio: string): Promise<Uint8Array | undefined>;
  discardRecord(folio: string): Promise<void>;
  /** Atomically deletes the record and stores its receipt (§8.13). */
  replaceWithReceipt(receipt: StoredReceipt): Promise<void>;
  replaceWithTombstone(tombstone: Tombstone): Promise<void>;
  receipts(): Promise<StoredReceipt[]>;
  tombstones(): Promise<Tombstone[]>;
  setting<Name extends keyof Settings>(name: Name): Promise<Settings[Name] | undefined>;
  saveSetting<Name extends keyof Settings>(name: Name, value: Settings[Name]): Promise<void>;
}
