import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { Clock } from '../../kernel/clock/clock.js';
import { verifyJws, verifyP256 } from '../../kernel/crypto/signing.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GetDevice, type DeviceRow, type DeviceView } from '../devices/index.js';
import { receiptsRequestSchema, type ReceiptsRequest, type SupportManifest } from '#electoral/wire';

/** How far the time in a request may be from ours: what was overheard is soon good for nothing. */
const TOLERANCE = 60 * 60_000;

/**
 * That a device signed this manifest, and about its own auxiliary, aspirant and process.
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
    // Looked up as a UUID, which knows no case; the record is kept as it was signed.
    manifest.deviceId === device.deviceId &&
    manifest.processId === device.processId &&
    manifest.aspirantId === device.aspirantId &&
    manifest.auxiliaryId === device.auxiliaryId &&
    manifest.folio.startsWith(`AC-${device.folioPrefix}-`);
  if (!agrees) throw new DomainError('INTAKE.NOT_OF_THIS_DEVICE', { kind: 'forbidden' });
}

export const deviceUnknown = (): DomainError => new DomainError('INTAKE.DEVICE_UNKNOWN', { kind: 'forbidden' });

/** Who stands behind a signed manifest. */
@Injectable()
export class DeviceAuthenticator {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  /**
   * The enrolled device that signed a request for receipts (compact JWS), a short while ago.
   * @throws DomainError INTAKE.REQUEST_INVALID, INTAKE.DEVICE_UNKNOWN
   */
  async authenticateRequest(jws: string): Promise<{ readonly device: DeviceView; readonly asked: ReceiptsRequest }> {
    const asked = claimOf(jws);
    const device = await this.#find(asked.deviceId);
    await verifyJws(device.publicJwk, jws).catch(() => {
      throw invalid();
    });
    if (Math.abs(Date.parse(asked.at) - this.clock.now().getTime()) > TOLERANCE) throw invalid();
    return { device, asked };
  }

  /**
   * The enrolled device that signed a manifest about its own auxiliary, aspirant and process.
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

/** What it says; believed only once its signature was checked. */
function claimOf(jws: string): ReceiptsRequest {
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
