import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DeviceAuthenticator } from '../device-authenticator.js';
import { recordLostSupport } from '../persistence/lost-supports.js';
import { announcementSchema, parseManifest, type Announcement } from '#electoral/wire';

/**
 * A device reports the records it erased before upload, long after the grace period (decision 7). It sends their signed
 * manifests, which are all that remains. Ignores manifests without a valid signature and records that were received.
 * Returns the codes of the ignored manifests.
 */
@CommandSpec({ name: 'intake.report-erased', permission: 'intake.announce', input: announcementSchema })
export class ReportErased extends KernelCommand<Announcement, string[]> {}

@CommandHandler(ReportErased)
export class ReportErasedHandler implements ICommandHandler<ReportErased> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly devices: DeviceAuthenticator,
  ) {}

  async execute({ input: { manifests } }: ReportErased): Promise<string[]> {
    this.work.authorizeByProof();
    const ignored: string[] = [];
    for (const { manifest, signature } of manifests) {
      const code = await this.#record(Buffer.from(manifest, 'base64url'), Buffer.from(signature, 'base64url'));
      if (code !== undefined) ignored.push(code);
    }
    return ignored;
  }

  /** @returns why it was ignored, if it was. */
  async #record(signed: Buffer, signature: Buffer): Promise<string | undefined> {
    const manifest = parseManifest(signed);
    if (manifest?.kind !== 'support') return 'INTAKE.MANIFEST_INVALID';
    try {
      await this.devices.authenticateManifest(manifest, signed, signature);
    } catch (error) {
      if (error instanceof DomainError) return error.code;
      throw error;
    }
    const erased = { cause: 'erased-unsent', at: this.clock.now() } as const;
    if (!(await recordLostSupport(this.work, manifest, sha256(signed), erased))) return undefined;
    const { folio, deviceId, processId } = manifest;
    this.work.audit({ subject: ['device', deviceId], stream: processId, details: { erased: folio } });
    return undefined;
  }
}
