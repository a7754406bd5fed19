import { ASPIRANT_2026_11 } from './aspirant-2026-11.js';
import { AUXILIARY_2026_11, AUXILIARY_2026_11_SIGNED } from './auxiliary-2026-11.js';
import type { Duties } from './duties.js';

export type { Duties } from './duties.js';

/**
 * All versions, oldest first; the last is in force. Old versions are kept, so that every acceptance remains readable.
 */
const AUXILIARY: readonly [...Duties[], Duties] = [AUXILIARY_2026_11];
const ASPIRANT: readonly [...Duties[], Duties] = [ASPIRANT_2026_11];

export const AUXILIARY_DUTIES = newest(AUXILIARY);
/** {@link AUXILIARY_DUTIES} in the first person, as the auxiliary signs them. */
export const AUXILIARY_DUTIES_SIGNED = AUXILIARY_2026_11_SIGNED;
export const ASPIRANT_DUTIES = newest(ASPIRANT);

/** @returns undefined for an unknown version. */
export function dutiesOf(version: string): Duties | undefined {
  return [...AUXILIARY, ...ASPIRANT].find((duties) => duties.version === version);
}

function newest(versions: readonly [...Duties[], Duties]): Duties {
  return versions[versions.length - 1] as Duties;
}
