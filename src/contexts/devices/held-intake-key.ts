import { Injectable } from '@nestjs/common';
import { Signing } from '../../kernel/crypto/signing.js';
import { DomainError } from '../../kernel/errors/domain-error.js';

/**
 * A process without the intake key sees only public halves, which may have been replaced. The keys that the root signs
 * are therefore composed and published only where every intake key opens what is encrypted to it.
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
