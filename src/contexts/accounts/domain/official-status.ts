/** Statuses of an official's account (§4.4). While pending, the official can only deliver the Declaratoria. */
export const OFFICIAL_STATUSES = ['pending', 'active', 'suspended', 'closed'] as const;
export type OfficialStatus = (typeof OFFICIAL_STATUSES)[number];

/**
 * The allowed transitions. An active account becomes pending if the name is corrected, until another Declaratoria is
 * accepted. A suspended account returns to its previous status.
 */
export const OFFICIAL_MOVES: Readonly<Record<OfficialStatus, readonly OfficialStatus[]>> = {
  pending: ['active', 'suspended', 'closed'],
  active: ['pending', 'suspended', 'closed'],
  suspended: ['pending', 'active', 'closed'],
  closed: [],
};

export function mayMove(from: OfficialStatus, to: OfficialStatus): boolean {
  return OFFICIAL_MOVES[from].includes(to);
}
