/** Findings of the enrolment check, with Spanish labels. The codes contain no data from the card. */
export const FINDING_LABELS = {
  'clave-differs': 'La clave de elector de la credencial no es la registrada.',
  'birth-differs': 'La fecha de nacimiento de la credencial no es la registrada.',
  'name-differs': 'El nombre de la credencial no es el registrado.',
  'card-expired': 'La credencial ya no está vigente.',
  'image-poor': 'Alguna imagen no es de calidad suficiente.',
  'not-opened': 'Las imágenes no se pudieron abrir.',
  'other-aspirant': 'También es auxiliar de otra persona aspirante del proceso.',
  'over-unattested': 'Supera los dispositivos sin comprobación de fábrica que se permiten.',
  'not-read': 'La aplicación no pudo leer la credencial: compárela a la vista.',
  'another-device': 'Registró otro dispositivo; el anterior ya no capta.',
  'second-device': 'Capta con más de un dispositivo, como permiten las reglas del OPL.',
  'second-aspirant': 'También es auxiliar de otra persona aspirante, como permiten las reglas del OPL.',
} as const;
export type Finding = keyof typeof FINDING_LABELS;
