import type { Clock } from '../../kernel/clock/clock.js';
import { generateDeviceKeyPair, signJwsP256, type DeviceKeyPair } from '../../kernel/crypto/key-pair.js';
import { randomId, randomToken } from '../../kernel/crypto/random.js';
import { verifyJws, type PublicJwk } from '../../kernel/crypto/signing.js';
import {
  LEASE_FEATURES,
  CONTAINER_TYPE,
  composeFolio,
  keySetSchema,
  leaseSchema,
  receiptSchema,
  receiptsPageSchema,
  type KeySet,
  type Lease,
  type Receipt,
  type SealedData,
  type SupportManifest,
} from '#electoral/wire';
import { sealRecord, type PlainPart, type SealedRecord } from './seal-record.js';

const APP_VERSION = '0.1.0';

/** What the server answered when it did not do as asked; `code` is the stable one of the problem details. */
export class DeviceRequestError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** What a busy server asks for, in seconds (RFC 9110 §10.2.3). */
    readonly retryAfter?: number,
  ) {
    super(`the server answered ${String(status)} ${code}`);
    this.name = 'DeviceRequestError';
  }
}

export interface Enrolment {
  /** Signed by the server after the provider's sign-in (§7.3). */
  readonly ticket: string;
  readonly idProceso: string;
  readonly idAuxiliar: string;
  /** Both sides of the auxiliary's credential, their selfie and signature. */
  readonly parts: readonly PlainPart[];
  /** What the app read of the credential. */
  readonly fieldsRead?: SealedData['fieldsRead'];
  /** The root that a packaged app carries; without it the demonstration is asked for its own. */
  readonly root?: PublicJwk;
  /** A key it has already; without one it makes its own. */
  readonly keys?: DeviceKeyPair;
}

/** How long a device waits for an answer before it tries again. */
const RESPONSE_TIMEOUT_MS = 60_000;

export interface Capture extends Pick<
  SealedData,
  'fieldsRead' | 'fieldsTyped' | 'citizenEmail' | 'assisted' | 'reading' | 'faceCheck'
> {
  readonly credentialType: string;
  /** In the order of SUPPORT_PARTS. */
  readonly parts: readonly PlainPart[];
}

export interface SealedSupport extends SealedRecord {
  readonly folio: string;
}

/** A telephone without a screen: enrols, seals and sends over HTTP exactly as the app does (docs/wire.md). */
export class SimulatedDevice {
  #captured = 0;

  private constructor(
    private readonly server: string,
    private readonly clock: Clock,
    private readonly keys: DeviceKeyPair,
    private readonly keySet: KeySet,
    readonly lease: Lease,
  ) {}

  /**
   * Enrols by challenge and proof of possession (§7.2–7.4).
   * @param server where the server listens, without a slash at the end.
   * @throws DeviceRequestError
   */
  static async enrol(server: string, clock: Clock, enrolment: Enrolment): Promise<SimulatedDevice> {
    const { ticket, idProceso, idAuxiliar, parts } = enrolment;
    const authorization = `Bearer ${ticket}`;
    const root = enrolment.root ?? ((await answered(await fetch(`${server}/app/root.jwk.json`))) as PublicJwk);
    const keySet = keySetSchema.parse(await verifyJws(root, await (await fetch(`${server}/api/v1/keys`)).text()));
    const begun = (await answered(
      await fetch(`${server}/api/v1/enrolments/challenge`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ idProceso, idAuxiliar }),
      }),
    )) as { enrolmentId: string; challenge: string; processId: string; duties: { version: string } };

    const keys = enrolment.keys ?? (await generateDeviceKeyPair());
    const { container } = await sealRecord(
      keys,
      keySet.intake,
      {
        version: 1,
        kind: 'enrolment',
        processId: begun.processId,
        deviceId: randomId(),
        appVersion: APP_VERSION,
        attestation: '',
        enrolment: {
          challenge: begun.challenge,
          devicePublicJwk: keys.publicJwk,
          duties: { version: begun.duties.version, acceptedAt: clock.now().toISOString() },
        },
      },
      { id: begun.challenge, parts, data: { fieldsRead: enrolment.fieldsRead ?? {}, fieldsTyped: {} } },
    );
    const { lease } = (await answered(
      await fetch(`${server}/api/v1/enrolments/${begun.enrolmentId}`, {
        method: 'PUT',
        headers: { authorization, 'content-type': CONTAINER_TYPE },
        body: new Uint8Array(container),
      }),
    )) as { lease: string };
    return new SimulatedDevice(server, clock, keys, keySet, await checkedLease(keySet, lease));
  }

  /** Seals one support, under the next folio of this device (§8.11–8.12). */
  async capture({ credentialType, parts, ...data }: Capture): Promise<SealedSupport> {
    const folio = composeFolio(this.lease.folioPrefix, this.#captured);
    this.#captured += 1;
    const now = this.clock.now().toISOString();
    const manifest: Omit<SupportManifest, 'jwe' | 'parts'> = {
      version: 1,
      kind: 'support',
      folio,
      processId: this.lease.processId,
      deviceId: this.lease.deviceId,
      periodVersion: this.lease.periodVersion,
      aspirantId: this.lease.aspirant.id,
      auxiliaryId: this.lease.auxiliary.id,
      channel: 'app',
      credentialType,
      capturedAt: now,
      lastServerTime: { at: now, monotonicMs: 0 },
      appVersion: APP_VERSION,
      privacyNotice: { version: this.lease.privacyNotice.version, consentedAt: now },
      attestation: '',
    };
    return { folio, ...(await sealRecord(this.keys, this.keySet.intake, manifest, { id: folio, parts, data })) };
  }

  /**
   * Sends a sealed support and believes the receipt only once signature, folio and integrity code hold (§8.13).
   * Sending the same one again gets the same receipt.
   * @param server another address of the same installation.
   * @throws DeviceRequestError
   */
  async send({ folio, container, integrityCode }: SealedSupport, server = this.server): Promise<Receipt> {
    const { receipt } = (await answered(
      await fetch(`${server}/api/v1/supports/${folio}`, {
        method: 'PUT',
        headers: { 'content-type': CONTAINER_TYPE },
        body: new Uint8Array(container),
        signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
      }),
    )) as { receipt: string };
    const told = receiptSchema.parse(await verifiedBy(this.keySet.receipt, receipt));
    if (told.folio !== folio || told.integrityCode !== integrityCode) throw new Error('a receipt of another record');
    return told;
  }

  /** Asks for the receipts of all that its auxiliary captured, in the order of the folios (§8.13). @throws DeviceRequestError */
  async receipts(): Promise<Receipt[]> {
    const { deviceId } = this.lease;
    const found: Receipt[] = [];
    let after: string | undefined;
    do {
      const request = { kind: 'receipts', deviceId, at: this.clock.now().toISOString(), ...(after && { after }) };
      const page = receiptsPageSchema.parse(
        await answered(
          await fetch(`${this.server}/api/v1/receipts`, {
            method: 'POST',
            headers: { 'content-type': 'application/jose' },
            body: signJwsP256(this.keys, request),
          }),
        ),
      );
      for (const receipt of page.receipts) {
        found.push(receiptSchema.parse(await verifiedBy(this.keySet.receipt, receipt)));
      }
      after = page.next;
    } while (after !== undefined);
    return found;
  }

  /** Asks for the right to capture anew, signed by this device (§7.7). @throws DeviceRequestError */
  async renewLease(appVersion = APP_VERSION): Promise<Lease> {
    const { deviceId } = this.lease;
    const request = {
      deviceId,
      at: this.clock.now().toISOString(),
      nonce: randomToken(),
      appVersion,
      understands: [...LEASE_FEATURES],
    };
    const { lease } = (await answered(
      await fetch(`${this.server}/api/v1/leases`, {
        method: 'POST',
        headers: { 'content-type': 'application/jose' },
        body: signJwsP256(this.keys, request),
      }),
    )) as { lease: string };
    return checkedLease(this.keySet, lease);
  }
}

async function checkedLease(keySet: KeySet, lease: string): Promise<Lease> {
  return leaseSchema.parse(await verifiedBy(keySet.lease, lease));
}

/** By the key of the set that the text names. */
async function verifiedBy(keys: KeySet['lease'], compact: string): Promise<unknown> {
  const { kid } = JSON.parse(Buffer.from(compact.split('.')[0] ?? '', 'base64url').toString()) as { kid?: string };
  const key = keys.find((one) => one.kid === kid);
  if (!key) throw new Error('signed by a key that is not in the key set');
  return verifyJws(key, compact);
}

async function answered(answer: Response): Promise<unknown> {
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.ok) return body;
  const wait = answer.headers.get('retry-after');
  throw new DeviceRequestError(
    answer.status,
    (body as { code?: string } | undefined)?.code ?? 'UNKNOWN',
    wait === null ? undefined : Number(wait),
  );
}
