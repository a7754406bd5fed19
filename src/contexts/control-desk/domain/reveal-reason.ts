/** Why a reviewer needs the complete data of a record. Stored in the audit trail. */
export const REVEAL_REASONS = ['comparar-credencial', 'dato-no-legible', 'no-localizado', 'posible-duplicado'] as const;
export type RevealReason = (typeof REVEAL_REASONS)[number];

export const REVEAL_REASON_LABELS: Readonly<Record<RevealReason, string>> = {
  'comparar-credencial': 'Comparar con la credencial',
  'dato-no-legible': 'Un dato no se lee en la imagen',
  'no-localizado': 'No se localizó en el padrón',
  'posible-duplicado': 'Posible duplicado',
};
