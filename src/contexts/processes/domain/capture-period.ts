import { formatCentral } from '../../../kernel/clock/central-time.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';

/** Hours to send what was captured in time (§10.5); each period keeps its own. */
export const DEFAULT_GRACE_HOURS = 24;

const HOUR = 3_600_000;

/** When the supports for one office may be captured (§5.A). */
export interface CapturePeriod {
  readonly id: string;
  readonly officeId: string;
  readonly version: number;
  readonly name: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly graceHours: number;
  readonly active: boolean;
}

export interface PeriodTerms {
  readonly name: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly graceHours: number;
  readonly active: boolean;
}

export function graceEndsAt(period: Pick<CapturePeriod, 'closesAt' | 'graceHours'>): Date {
  return new Date(period.closesAt.getTime() + period.graceHours * HOUR);
}

/**
 * The next state of a period: new (version 1) or changed (version + 1, with a reason).
 * @param others every other period of the same office.
 * @throws DomainError PROCESSES.PERIOD_END_BEFORE_START, PROCESSES.PERIOD_OVERLAP, PROCESSES.PERIOD_REASON_MISSING
 */
export function setPeriod(
  identity: {
    readonly id: string;
    readonly officeId: string;
    readonly version: number;
  },
  terms: PeriodTerms,
  others: readonly CapturePeriod[],
  reason: string | undefined,
): CapturePeriod {
  if (terms.closesAt.getTime() <= terms.opensAt.getTime()) {
    throw new DomainError('PROCESSES.PERIOD_END_BEFORE_START', {
      kind: 'invalid',
      field: 'closesAt',
      params: { opensAt: formatCentral(terms.opensAt) },
    });
  }
  if (identity.version > 0 && (reason ?? '').trim() === '') {
    throw new DomainError('PROCESSES.PERIOD_REASON_MISSING', {
      kind: 'invalid',
      field: 'reason',
    });
  }
  const clash = terms.active ? others.find((other) => other.active && overlap(terms, other)) : undefined;
  if (clash) {
    throw new DomainError('PROCESSES.PERIOD_OVERLAP', {
      kind: 'conflict',
      field: 'opensAt',
      params: {
        name: clash.name,
        opensAt: formatCentral(clash.opensAt),
        closesAt: formatCentral(clash.closesAt),
      },
    });
  }
  return {
    ...terms,
    id: identity.id,
    officeId: identity.officeId,
    version: identity.version + 1,
  };
}

/** Both ends are instants at which one may capture no more, so that touching periods do not overlap. */
function overlap(a: Pick<PeriodTerms, 'opensAt' | 'closesAt'>, b: Pick<PeriodTerms, 'opensAt' | 'closesAt'>): boolean {
  return a.opensAt < b.closesAt && b.opensAt < a.closesAt;
}

/**
 * The period an office stands in: of the active ones the first whose grace is not over, else the last;
 * with none active, the last of all.
 */
export function periodInForce(periods: readonly CapturePeriod[], now: Date): CapturePeriod | undefined {
  const byOpening = [...periods].sort((a, b) => a.opensAt.getTime() - b.opensAt.getTime());
  const active = byOpening.filter((period) => period.active);
  return active.find((period) => now <= graceEndsAt(period)) ?? active.at(-1) ?? byOpening.at(-1);
}
