/** The simplified notice the app shows a citizen before a capture (§16); each consent names its version. */
export const PRIVACY_NOTICE = {
  version: '2026-11',
  text:
    'El Instituto Nacional Electoral (INE) es responsable de los datos personales que usted proporciona para ' +
    'manifestar su apoyo ciudadano, desde el momento en que los recibe. Se usan solo para verificar el apoyo: se ' +
    'comparan con el Padrón Electoral y se revisan las imágenes. Los resultados se entregan al Organismo Público ' +
    'Local Electoral. Puede ejercer sus derechos de acceso, rectificación, cancelación y oposición ante la Unidad ' +
    'de Transparencia del INE. Aviso integral: www.ine.mx. Dudas: INETEL, 800 433 2000.',
} as const;
