/** States of an official's account (§4.4): before DERFE accepts the Declaratoria it may do nothing but hand that in. */
export const OFFICIAL_STATUSES = ['pending', 'active', 'suspended', 'closed'] as const;
export type OfficialStatus = (typeof OFFICIAL_STATUSES)[number];

/** Every allowed move; what is not here is forbidden. A suspended account returns to where it stood before. */
export const OFFICIAL_MOVES: Readonly<Record<OfficialStatus, readonly OfficialStatus[]>> = {
  pending: ['active', 'suspended', 'closed'],
  active: ['suspended', 'closed'],
  suspended: ['pending', 'active', 'closed'],
  closed: [],
};

export function mayMove(from: OfficialStatus, to: OfficialStatus): boolean {
  return OFFICIAL_MOVES[from].includes(to);
}
