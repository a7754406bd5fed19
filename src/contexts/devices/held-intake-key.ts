import { Injectable } from '@nestjs/common';
import { Signing } from '../../kernel/crypto/signing.js';
import { DomainError } from '../../kernel/errors/domain-error.js';

/**
 * A process without the intake key sees only public halves, which may have been replaced. Key sets are therefore
 * composed for the root and published only by a process whose intake keys can all decrypt what is encrypted to them.
 */
@Injectable()
export class HeldIntakeKey {
  constructor(private readonly signing: Signing) {}

  /** @throws DomainError DEVICES.INTAKE_KEY_NOT_HELD */
  async require(): Promise<void> {
    if (!(await this.signing.opensAll('intake'))) {
      throw new DomainError('DEVICES.INTAKE_KEY_NOT_HELD', { kind: 'conflict' });
    }
  }
}
