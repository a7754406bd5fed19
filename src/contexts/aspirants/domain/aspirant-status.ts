/** States of an aspirant's registration (§5.F): the sheet is checked and signed before anybody is told. */
export const ASPIRANT_STATUSES = ['draft', 'confirmed', 'withdrawn'] as const;
export type AspirantStatus = (typeof ASPIRANT_STATUSES)[number];

/** Every allowed move; what is not here is forbidden. */
export const ASPIRANT_MOVES: Readonly<Record<AspirantStatus, readonly AspirantStatus[]>> = {
  draft: ['confirmed', 'withdrawn'],
  confirmed: ['withdrawn'],
  withdrawn: [],
};

export function mayMove(from: AspirantStatus, to: AspirantStatus): boolean {
  return ASPIRANT_MOVES[from].includes(to);
}
