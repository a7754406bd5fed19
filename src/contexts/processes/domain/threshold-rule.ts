import { z } from 'zod';

/** 100% in basis points. Shares are integers to avoid floating-point rounding. */
const MAX_BASIS_POINTS = 10_000;
export const MAX_ELECTORS = 200_000_000;

const share = z.number().int().min(1).max(MAX_BASIS_POINTS);
export const ROUNDINGS = ['up', 'nearest', 'down'] as const;
export type Rounding = (typeof ROUNDINGS)[number];

export const DISPERSION_UNITS = ['local-district', 'municipality', 'section', 'federal-district', 'entidad'] as const;
export type DispersionUnit = (typeof DISPERSION_UNITS)[number];

/**
 * Number of supports an office requires and their dispersion over its territory (LGIPE and local laws; set by the OPL).
 */
export const thresholdRuleSchema = z.object({
  requirement: z.union([
    z.object({ kind: z.literal('share'), basisPoints: share, rounding: z.enum(ROUNDINGS) }),
    /** A number fixed by the agreement. */
    z.object({ kind: z.literal('fixed'), supports: z.number().int().min(1).max(MAX_ELECTORS) }),
  ]),
  /** Cut-off day of the lista nominal from which shares are computed, `yyyy-mm-dd`. */
  cutOff: z.iso.date().nullable(),
  dispersion: z
    .object({
      unit: z.enum(DISPERSION_UNITS),
      /** Number of units in which the minimum must be reached, or their share of all units, rounded up. */
      units: z.union([
        z.object({ kind: z.literal('count'), count: z.number().int().min(1).max(10_000) }),
        z.object({ kind: z.literal('share'), basisPoints: share }),
      ]),
      /** Share of the lista nominal of each unit. */
      minimumBasisPoints: share,
      rounding: z.enum(ROUNDINGS).default('up'),
    })
    .nullable(),
});
export type ThresholdRule = z.infer<typeof thresholdRuleSchema>;

/** Electors of the lista nominal at the cut-off, in the whole territory of the office and in each unit of it. */
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

/** Computes what an aspirant must reach, in exact integer arithmetic. */
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

/** In how many of `count` units the minimum must be reached; a share is rounded up. */
export function requiredUnits({ units }: NonNullable<ThresholdRule['dispersion']>, count: number): number {
  return units.kind === 'count' ? units.count : shareOf(count, units.basisPoints, 'up');
}

/** @param total `total × 10,000` must be a safe integer. */
export function shareOf(total: number, basisPoints: number, rounding: Rounding): number {
  const product = total * basisPoints;
  const remainder = product % MAX_BASIS_POINTS;
  const floor = (product - remainder) / MAX_BASIS_POINTS;
  if (rounding === 'down' || remainder === 0) return floor;
  return rounding === 'up' || remainder * 2 >= MAX_BASIS_POINTS ? floor + 1 : floor;
}
