import { z } from 'zod';

/** Hundredths of a percent: no share is kept as a fraction that a computer rounds. */
const MAX_BASIS_POINTS = 10_000;
const MAX_ELECTORS = 200_000_000;

const share = z.number().int().min(1).max(MAX_BASIS_POINTS);
export const ROUNDINGS = ['up', 'nearest', 'down'] as const;
export type Rounding = (typeof ROUNDINGS)[number];

export const DISPERSION_UNITS = ['local-district', 'municipality', 'section', 'federal-district', 'entidad'] as const;
export type DispersionUnit = (typeof DISPERSION_UNITS)[number];

/** How many supports an office asks for, and over what part of its territory (LGIPE and local laws; data of the OPL). */
export const thresholdRuleSchema = z.object({
  requirement: z.union([
    z.object({ kind: z.literal('share'), basisPoints: share, rounding: z.enum(ROUNDINGS) }),
    /** As the agreement fixed it. */
    z.object({ kind: z.literal('fixed'), supports: z.number().int().min(1).max(MAX_ELECTORS) }),
  ]),
  /** Day of the lista nominal that the share is taken of, `aaaa-mm-dd`. */
  cutOff: z.iso.date().nullable(),
  dispersion: z
    .object({
      unit: z.enum(DISPERSION_UNITS),
      /** In how many of them: so many, or that part of all, never less. */
      units: z.union([
        z.object({ kind: z.literal('count'), count: z.number().int().min(1).max(10_000) }),
        z.object({ kind: z.literal('share'), basisPoints: share }),
      ]),
      /** Of the lista nominal of each. */
      minimumBasisPoints: share,
      rounding: z.enum(ROUNDINGS).default('up'),
    })
    .nullable(),
});
export type ThresholdRule = z.infer<typeof thresholdRuleSchema>;

/** Electors of the lista nominal at the cut-off: of the whole territory of the office, and of each unit in it. */
export interface NominalCounts {
  readonly total: number;
  readonly units: readonly { readonly key: string; readonly electors: number }[];
}

export interface Threshold {
  readonly supports: number;
  readonly dispersion: {
    readonly unit: DispersionUnit;
    readonly requiredUnits: number;
    readonly minimums: readonly { readonly key: string; readonly supports: number }[];
  } | null;
}

/** What an aspirant must reach, exactly: whole numbers throughout. */
export function thresholdOf({ requirement, dispersion }: ThresholdRule, { total, units }: NominalCounts): Threshold {
  return {
    supports:
      requirement.kind === 'fixed'
        ? requirement.supports
        : shareOf(total, requirement.basisPoints, requirement.rounding),
    dispersion: dispersion && {
      unit: dispersion.unit,
      requiredUnits: requiredUnits(dispersion, units.length),
      minimums: units.map(({ key, electors }) => ({
        key,
        supports: shareOf(electors, dispersion.minimumBasisPoints, dispersion.rounding),
      })),
    },
  };
}

/** In how many of `count` units the minimum must be reached: of a share, at least that part. */
export function requiredUnits({ units }: NonNullable<ThresholdRule['dispersion']>, count: number): number {
  return units.kind === 'count' ? units.count : shareOf(count, units.basisPoints, 'up');
}

/** @param whole at most what keeps `whole × 10,000` an exact number. */
export function shareOf(whole: number, basisPoints: number, rounding: Rounding): number {
  const product = whole * basisPoints;
  const rest = product % MAX_BASIS_POINTS;
  const floor = (product - rest) / MAX_BASIS_POINTS;
  if (rounding === 'down' || rest === 0) return floor;
  return rounding === 'up' || rest * 2 >= MAX_BASIS_POINTS ? floor + 1 : floor;
}
