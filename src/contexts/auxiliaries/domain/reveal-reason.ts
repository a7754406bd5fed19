/** Why an official needs the complete data of an auxiliary. Stored in the audit trail. */
export const REVEAL_REASONS = ['attention', 'review', 'hearing', 'authority'] as const;
export type RevealReason = (typeof REVEAL_REASONS)[number];

export const REVEAL_REASON_LABELS: Readonly<Record<RevealReason, string>> = {
  attention: 'Atención a la persona',
  review: 'Revisión de su registro',
  hearing: 'Garantía de audiencia',
  authority: 'Requerimiento de autoridad',
};
