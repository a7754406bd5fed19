/** The images of an enrolment as people read them. */
export const IMAGE_LABELS = {
  anverso: 'Credencial, anverso',
  reverso: 'Credencial, reverso',
  selfie: 'Fotografía de la persona',
  firma: 'Firma',
} as const;
