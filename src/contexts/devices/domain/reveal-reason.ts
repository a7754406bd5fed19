/** Why an official needs the complete data of an enrolment. Stored in the audit trail. */
export const REVEAL_REASONS = ['comparar-credencial', 'dato-no-legible', 'queja', 'requerimiento'] as const;
export type RevealReason = (typeof REVEAL_REASONS)[number];

export const REVEAL_REASON_LABELS: Readonly<Record<RevealReason, string>> = {
  'comparar-credencial': 'Comparar con la credencial',
  'dato-no-legible': 'Un dato no se lee en la imagen',
  queja: 'Atender una queja',
  requerimiento: 'Requerimiento de autoridad',
};
