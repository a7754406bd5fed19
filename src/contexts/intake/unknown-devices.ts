import { Injectable } from '@nestjs/common';
import { RateLimits, tooManyRequests } from '../../kernel/http/rate-limits.js';
import { UnknownSigners } from '../devices/index.js';
import { DeviceAuthenticator } from './device-authenticator.js';
import { announcementSchema, parseManifest, type SupportManifest } from '#electoral/wire';

/** {@link UnknownSigners} of manifests. */
@Injectable()
export class UnknownDevices extends UnknownSigners {
  constructor(
    limits: RateLimits,
    private readonly devices: DeviceAuthenticator,
  ) {
    super(limits);
  }

  /** @throws DomainError KERNEL.TOO_MANY_REQUESTS beyond the limit, if a device does not prove that it is enrolled. */
  async admit(network: string, manifests: readonly DeviceManifest[]): Promise<void> {
    if (!this.isLimited(network)) return;
    if (manifests.length === 0) throw tooManyRequests();
    for (const { manifest, signed, signature } of manifests) {
      if (manifest === undefined) throw tooManyRequests();
      if (this.isKnown(manifest.deviceId)) continue;
      await this.check(network, () => this.devices.authenticateManifest(manifest, signed, signature));
      this.authenticated(manifest.deviceId);
    }
  }
}

/** A manifest as it arrived; nothing is verified yet. */
export interface DeviceManifest {
  /** Undefined if it cannot be parsed. */
  readonly manifest: SupportManifest | undefined;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

export function manifestsOf(announcement: unknown): DeviceManifest[] {
  const parsed = announcementSchema.safeParse(announcement);
  if (!parsed.success) return [];
  return parsed.data.manifests.map(({ manifest, signature }) => {
    const signed = Buffer.from(manifest, 'base64url');
    const named = parseManifest(signed);
    return {
      manifest: named?.kind === 'support' ? named : undefined,
      signed,
      signature: Buffer.from(signature, 'base64url'),
    };
  });
}

/** The device that each manifest names. */
export const devicesOf = (manifests: readonly DeviceManifest[]): string[] =>
  manifests.map(({ manifest }) => manifest?.deviceId ?? '');
