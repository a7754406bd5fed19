import {
  DEFAULT_RULE_SET,
  type ClassRule,
  type ClassRuleSet,
} from '../../src/contexts/verification/domain/class-rules.js';
import type { DeskVerdict } from '../../src/contexts/verification/domain/desk-verdict.js';
import type { Duplicate } from '../../src/contexts/verification/domain/duplicates.js';
import type { RegistryStatus } from '#electoral/roll';
import type { ReportedClass } from '../../src/contexts/verification/domain/reported-class.js';

/** The independent facts of a record; its class is derived from them, never set. */
export interface SupportFacts {
  readonly channel: 'app' | 'paper';
  readonly registryStatus: RegistryStatus;
  readonly deskVerdict: DeskVerdict;
  /** Captured outside the current period, beyond the tolerance, and not admitted by the OPL. */
  readonly outOfPeriod: boolean;
  /** The elector is registered where the office is elected. */
  readonly inScope: boolean;
  /** Paper only: the elector lives in a municipality of the exception regime (§9). */
  readonly inExceptionRegime: boolean;
  readonly duplicate: Duplicate | undefined;
}

export function reportedClass(facts: SupportFacts, { rules }: ClassRuleSet = DEFAULT_RULE_SET): ReportedClass {
  return rules.find((rule) => holds(rule, facts))?.class ?? 'valido';
}

/**
 * Whether a record may still count, ignoring duplicates. A void record loses its place; a pending one keeps it, so that
 * no figure has to be corrected later.
 */
export function mayCount(facts: SupportFacts, { rules }: ClassRuleSet = DEFAULT_RULE_SET): boolean {
  return rules.every((rule) => rule.keepsPlace || !holds(rule, facts));
}

function holds({ when }: ClassRule, facts: SupportFacts): boolean {
  return when.every((condition) => {
    const value = facts[condition.fact];
    if ('is' in condition) return value === condition.is;
    if ('noneOf' in condition) return !condition.noneOf.some((one) => one === value);
    return condition.oneOf.some((one) => one === value);
  });
}
