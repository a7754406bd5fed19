import { Injectable } from '@nestjs/common';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findEnrolmentKey, type EnrolmentKey } from '../persistence/evidence-keys.js';
import { EnrolmentOpener, EnrolmentUnreadable, type StoredEnrolment } from './enrolment-opener.js';

/** The keys of checked enrolments, for the OPL's review. */
@Injectable()
export class EnrolmentKeys {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly signing: Signing,
    private readonly opener: EnrolmentOpener,
  ) {}

  /**
   * @returns undefined if the key is not available: the enrolment has not been checked or cannot be opened, or
   * `cli evidence wrap-enrolments` has not been run. A process that holds the intake key needs no evidence key.
   */
  async find(stored: StoredEnrolment & { readonly checkedAt: string | null }): Promise<EnrolmentKey | undefined> {
    if (stored.checkedAt === null) return undefined;
    const found = await findEnrolmentKey(this.work, this.cipher, stored.deviceId);
    if (found) return found.value;
    if (!(await this.signing.canOpen('intake'))) return undefined;
    try {
      return (await this.opener.open(stored)).enrolmentKey;
    } catch (error) {
      if (error instanceof EnrolmentUnreadable) return undefined;
      throw error;
    }
  }
}
