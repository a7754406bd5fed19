import { Injectable } from '@nestjs/common';
import { KeyBackups } from '../../kernel/backup/key-backup.js';
import { Clock } from '../../kernel/clock/clock.js';
import { AppConfig } from '../../kernel/config/config.js';
import { KeyStore } from '../../kernel/crypto/key-store.js';
import { isRootOnServer } from '../../kernel/crypto/key-status.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { CaptureKeys, type CaptureKeyFault } from '../processes/index.js';
import { keySetInForce } from './persistence/key-sets.js';
import { Roots } from './roots.js';

/** The keys of this installation, as far as a capture period depends on them. */
@Injectable()
export class InstalledKeys extends CaptureKeys {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly keys: KeyStore,
    private readonly backups: KeyBackups,
    private readonly roots: Roots,
  ) {
    super();
  }

  override async faultBefore(until: Date): Promise<CaptureKeyFault | undefined> {
    const { offline } = this.roots;
    if (!offline || isRootOnServer(this.config, await this.keys.list())) return 'root-on-server';
    if ((await this.backups.unproven()).length > 0) return 'backup-unproven';
    const expiresAt = (await keySetInForce(this.work, offline))?.contents.expiresAt;
    if (expiresAt === undefined || Date.parse(expiresAt) <= this.clock.now().getTime()) return 'key-set-missing';
    return Date.parse(expiresAt) < until.getTime() ? 'key-set-expires' : undefined;
  }
}
