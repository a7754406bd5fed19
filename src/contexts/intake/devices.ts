import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { verifyP256 } from '../../kernel/crypto/signing.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GetDevice, type DeviceView } from '../auxiliaries/index.js';
import type { SupportManifest } from './wire/index.js';

/** Who stands behind a signed manifest. */
@Injectable()
export class Devices {
  constructor(private readonly dispatcher: Dispatcher) {}

  /**
   * The enrolled device that signed a manifest about its own auxiliary, aspirant and process.
   * @throws DomainError INTAKE.DEVICE_UNKNOWN, INTAKE.SIGNATURE_INVALID, INTAKE.NOT_OF_THIS_DEVICE
   */
  async signerOf(manifest: SupportManifest, signed: Uint8Array, signature: Uint8Array): Promise<DeviceView> {
    const device = await this.#find(manifest.deviceId);
    if (!verifyP256(device.publicJwk, signed, signature)) {
      throw new DomainError('INTAKE.SIGNATURE_INVALID', { kind: 'invalid' });
    }
    const agrees =
      manifest.processId === device.processId &&
      manifest.aspirantId === device.aspirantId &&
      manifest.auxiliaryId === device.auxiliaryId &&
      manifest.folio.startsWith(`AC-${device.folioPrefix}-`);
    if (!agrees) throw new DomainError('INTAKE.NOT_OF_THIS_DEVICE', { kind: 'forbidden' });
    return device;
  }

  async #find(deviceId: string): Promise<DeviceView> {
    try {
      return await this.dispatcher.ask(systemActor('intake.devices'), new GetDevice({ deviceId }));
    } catch (error) {
      if (error instanceof DomainError) throw new DomainError('INTAKE.DEVICE_UNKNOWN', { kind: 'forbidden' });
      throw error;
    }
  }
}
