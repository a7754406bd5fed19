import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { thresholdRuleSchema, type ThresholdRule } from '../domain/threshold-rule.js';

export interface OfficeRuleVersion {
  readonly version: number;
  readonly rule: ThresholdRule;
  readonly agreement: string | null;
  /** Why it replaced the previous version; null for the first. */
  readonly reason: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Every version of an office's rule, newest first. */
export async function findRules(work: UnitOfWork, officeId: string): Promise<OfficeRuleVersion[]> {
  const rows = await work.sql<OfficeRuleVersion>(
    `select version, rule, agreement, reason, at
     from processes.office_rule where office_id = $1 order by version desc`,
    [officeId],
  );
  return rows.map((row) => ({ ...row, rule: thresholdRuleSchema.parse(row.rule) }));
}
