export type Duplicate = 'same-aspirant' | 'other-aspirant';

/** Which of several aspirants keeps the support; configured by the OPL (§13.3). */
export const DUPLICATE_RULES = ['primera', 'ultima', 'ninguna', 'ambas'] as const;
export type DuplicateRule = (typeof DUPLICATE_RULES)[number];

export interface DuplicatePolicy {
  readonly betweenAspirants: DuplicateRule;
  /** Whether a record that does not count, for a reason other than duplication, makes later ones duplicates. */
  readonly voidKeepsPlace: boolean;
}

export const DEFAULT_DUPLICATE_POLICY: DuplicatePolicy = { betweenAspirants: 'primera', voidKeepsPlace: false };
