import { DomainError } from '../../../kernel/errors/domain-error.js';

export const VERDICTS = [
  'sin-inconsistencia',
  'credencial-no-valida',
  'fotocopia',
  'simulacion',
  'foto-no-valida',
  'firma-no-valida',
  'sin-firma',
  'otra',
] as const;

export type Verdict = (typeof VERDICTS)[number];

interface SubReason {
  readonly key: string;
  readonly label: string;
}

export interface Criterion {
  readonly verdict: Verdict;
  readonly label: string;
  /** Reasons to choose from. If there are any, one is required. */
  readonly subReasons: readonly SubReason[];
  readonly noteRequired: boolean;
  /** Replaces `subReasons` for an assisted capture (decision 31). */
  readonly assisted?: readonly SubReason[];
  /** Not allowed for an assisted capture, because it describes the capture itself. */
  readonly notForAssisted?: boolean;
}

/** One version of the review criteria; the OPL may set its own (§11.5). */
export interface Criteria {
  readonly version: number;
  /** Criterion for assisted captures, shown to the reviewer. */
  readonly assistedCapture: string;
  readonly criteria: readonly Criterion[];
}

export interface GivenVerdict {
  readonly verdict: Verdict;
  readonly subReason: string | null;
  readonly note: string | null;
}

/** The criteria that apply to one record: an assisted capture has its own reasons (decision 31). */
export function criteriaFor(criteria: Criteria, isAssisted: boolean): Criteria {
  if (!isAssisted)
    return { ...criteria, criteria: criteria.criteria.map((each) => ({ ...each, notForAssisted: false })) };
  return {
    ...criteria,
    criteria: criteria.criteria.map((each) => ({ ...each, subReasons: each.assisted ?? each.subReasons })),
  };
}

/**
 * Checks a verdict against the criteria of its record ({@link criteriaFor}).
 * @throws DomainError CONTROL_DESK.VERDICT_UNKNOWN, CONTROL_DESK.NOT_FOR_ASSISTED, CONTROL_DESK.SUB_REASON_MISSING,
 * CONTROL_DESK.SUB_REASON_UNKNOWN, CONTROL_DESK.NOTE_MISSING
 */
export function checkVerdict(
  criteria: Criteria,
  given: { readonly verdict: Verdict; readonly subReason?: string | undefined; readonly note?: string | undefined },
): GivenVerdict {
  const criterion = criteria.criteria.find((candidate) => candidate.verdict === given.verdict);
  if (!criterion) throw new DomainError('CONTROL_DESK.VERDICT_UNKNOWN', { kind: 'invalid', field: 'verdict' });
  const subReason = given.subReason?.trim() || null;
  const note = given.note?.trim() || null;
  const params = { verdict: criterion.label };
  if (criterion.notForAssisted === true) {
    throw new DomainError('CONTROL_DESK.NOT_FOR_ASSISTED', { kind: 'invalid', field: 'verdict', params });
  }
  if (subReason === null && criterion.subReasons.length > 0) {
    throw new DomainError('CONTROL_DESK.SUB_REASON_MISSING', { kind: 'invalid', field: 'subReason', params });
  }
  if (subReason !== null && !criterion.subReasons.some(({ key }) => key === subReason)) {
    throw new DomainError('CONTROL_DESK.SUB_REASON_UNKNOWN', { kind: 'invalid', field: 'subReason', params });
  }
  if (note === null && (criterion.noteRequired || criterion.verdict === 'otra')) {
    throw new DomainError('CONTROL_DESK.NOTE_MISSING', { kind: 'invalid', field: 'note', params });
  }
  return { verdict: criterion.verdict, subReason, note };
}
