import { Injectable } from '@nestjs/common';
import { AuditedDetails } from '../../kernel/audit/audited-details.js';

/** Name of the audit detail that contains the id of the second factor. */
export const SECOND_FACTOR_ID = 'secondFactorId';

const RESET = 'accounts.reset-second-factor';

/**
 * The second factor that an official has according to the audit trail. Its row can be ended, deleted or replaced by
 * someone who can write to the database; the MAC of the entry needs a key that is outside the database.
 */
@Injectable()
export class SecondFactorAnchors {
  constructor(private readonly auditedDetails: AuditedDetails) {}

  /** @returns its id; undefined if no authentic entry says that the official has one. */
  async of(accountId: string): Promise<string | undefined> {
    const recorded = await this.auditedDetails.find({
      subjectKind: 'official',
      subjectIds: [accountId],
      actions: ['accounts.enrol-second-factor', RESET],
      detail: SECOND_FACTOR_ID,
    });
    // The last entry alone does not suffice: someone may have appended an exact copy of an earlier entry.
    const reset = new Set(recorded.filter(({ action }) => action === RESET).map(({ value }) => value));
    return recorded.findLast(({ action, value }) => action !== RESET && !reset.has(value))?.value;
  }
}
