import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { Clock } from '../../kernel/clock/clock.js';
import { verifyJws, verifyP256 } from '../../kernel/crypto/signing.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GetDevice, type DeviceRow, type DeviceView } from '../devices/index.js';
import { receiptsRequestSchema, type ReceiptsRequest, type SupportManifest } from '#electoral/wire';

/** Maximum clock skew; limits replay. */
const MAX_SKEW_MS = 60 * 60_000;

/**
 * Requires that the device signed this manifest and that it names the auxiliary, aspirant and process of the device.
 * @throws DomainError INTAKE.SIGNATURE_INVALID, INTAKE.NOT_OF_THIS_DEVICE
 */
export function requireSigner(
  device: DeviceRow,
  manifest: SupportManifest,
  signed: Uint8Array,
  signature: Uint8Array,
): void {
  if (!verifyP256(device.publicJwk, signed, signature)) {
    throw new DomainError('INTAKE.SIGNATURE_INVALID', { kind: 'invalid' });
  }
  const agrees =
    // Compares the text: the lookup by UUID ignores case, but the record is stored as it was signed.
    manifest.deviceId === device.deviceId &&
    manifest.processId === device.processId &&
    manifest.aspirantId === device.aspirantId &&
    manifest.auxiliaryId === device.auxiliaryId &&
    manifest.folio.startsWith(`AC-${device.folioPrefix}-`);
  if (!agrees) throw new DomainError('INTAKE.NOT_OF_THIS_DEVICE', { kind: 'forbidden' });
}

export const deviceUnknown = (): DomainError => new DomainError('INTAKE.DEVICE_UNKNOWN', { kind: 'forbidden' });

/** Finds and authenticates the device behind a signed request or manifest. */
@Injectable()
export class DeviceAuthenticator {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  /**
   * The enrolled device that recently signed a request for receipts (compact JWS).
   * @throws DomainError INTAKE.REQUEST_INVALID, INTAKE.DEVICE_UNKNOWN
   */
  async authenticateRequest(
    jws: string,
  ): Promise<{ readonly device: DeviceView; readonly receiptsRequest: ReceiptsRequest }> {
    const receiptsRequest = unverifiedPayload(jws);
    const device = await this.#find(receiptsRequest.deviceId);
    await verifyJws(device.publicJwk, jws).catch(() => {
      throw invalid();
    });
    if (Math.abs(Date.parse(receiptsRequest.at) - this.clock.now().getTime()) > MAX_SKEW_MS) throw invalid();
    return { device, receiptsRequest };
  }

  /**
   * The enrolled device that signed this manifest, which must name its own auxiliary, aspirant and process.
   * @throws DomainError INTAKE.DEVICE_UNKNOWN, INTAKE.SIGNATURE_INVALID, INTAKE.NOT_OF_THIS_DEVICE
   */
  async authenticateManifest(
    manifest: SupportManifest,
    signed: Uint8Array,
    signature: Uint8Array,
  ): Promise<DeviceView> {
    const device = await this.#find(manifest.deviceId);
    requireSigner(device, manifest, signed, signature);
    return device;
  }

  async #find(deviceId: string): Promise<DeviceView> {
    try {
      return await this.dispatcher.ask(systemActor('intake.devices'), new GetDevice({ deviceId }));
    } catch (error) {
      if (error instanceof DomainError) throw deviceUnknown();
      throw error;
    }
  }
}

/** Only to find the device; the caller must then verify the signature. */
function unverifiedPayload(jws: string): ReceiptsRequest {
  try {
    const payload = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as unknown;
    return receiptsRequestSchema.parse(payload);
  } catch {
    throw invalid();
  }
}

function invalid(): DomainError {
  return new DomainError('INTAKE.REQUEST_INVALID', { kind: 'invalid' });
}
