import type { PrivacyNotice } from '#electoral/wire';

/** Where the INE publishes its notice (§16.3). */
export const INTEGRAL_NOTICE = 'portalanterior.ine.mx/archivos2/portal/credencial/datosPersonales.html';

/** Simplified notice that the app shows to citizens before a capture (§16). Each consent records its version. */
export const PRIVACY_NOTICE = {
  version: '2026-12',
  text:
    'El Instituto Nacional Electoral (INE) es responsable de los datos personales que usted proporciona para ' +
    'manifestar su apoyo ciudadano, desde el momento en que los recibe. Se usan solo para verificar el apoyo: se ' +
    'comparan con el Padrón Electoral y se revisan las imágenes. Los resultados se entregan al Organismo Público ' +
    'Local Electoral. Puede ejercer sus derechos de acceso, rectificación, cancelación y oposición ante la Unidad ' +
    `de Transparencia del INE. Aviso integral: ${INTEGRAL_NOTICE}. Dudas: INETEL, 800 433 2000.`,
} as const;

/** Full notice for the app's menu and the portal (§16.4). A change to either text needs a new version of both. */
export const FULL_PRIVACY_NOTICE: PrivacyNotice = {
  version: PRIVACY_NOTICE.version,
  title: 'Aviso de privacidad',
  sections: [
    {
      heading: 'Quién responde por los datos',
      paragraphs: [
        'Antes de que el INE los reciba, la persona aspirante responde por lo que captan sus auxiliares y por los datos de ' +
          'ellas y ellos, conforme a la Ley Federal de Protección de Datos Personales en Posesión de los Particulares.',
        'Desde que el INE los recibe, el responsable es el propio Instituto, conforme a la Ley General de Protección de Datos ' +
          'Personales en Posesión de Sujetos Obligados.',
      ],
    },
    {
      heading: 'Qué datos se captan',
      paragraphs: [
        'De quien da su apoyo: las imágenes de los dos lados de su Credencial para Votar, los datos que la identifican, una ' +
          'fotografía del rostro, la firma y, si quiere recibir su acuse, un correo electrónico.',
        'Si esa persona no puede firmar o necesita ayuda y alguien da fe de la captura: el nombre y la firma de quien fue testigo.',
        'De la persona auxiliar, los que registra la persona aspirante: nombre, apellidos, fecha de nacimiento, teléfono móvil, ' +
          'clave de elector, CURP si se da, correo electrónico y si la cuenta es de Google o de Facebook; la responsiva ' +
          'firmada y la copia de su credencial.',
        'De la persona auxiliar, los que da al registrar su teléfono: la cuenta con la que entra, las imágenes de su credencial, ' +
          'los datos que identifican esa credencial, su fotografía y su firma.',
      ],
    },
    {
      heading: 'Para qué se usan',
      paragraphs: [
        'Solo para verificar el apoyo: se comparan con el Padrón Electoral y el Organismo Público Local Electoral revisa las ' +
          'imágenes. No se usan para ningún otro fin.',
      ],
    },
    {
      heading: 'Cómo se protegen',
      paragraphs: [
        'Cada apoyo se cifra en el teléfono al terminar su captura; ni la persona auxiliar puede verlo. Se borra del teléfono ' +
          'cuando el INE confirma que lo recibió.',
        'Las imágenes se destruyen cuando concluyen los plazos legales del proceso electoral.',
      ],
    },
    {
      heading: 'A quién se transfieren',
      paragraphs: [
        'Al Organismo Público Local Electoral que conduce el proceso, y a las autoridades que los requieran conforme a la ley.',
      ],
    },
    {
      heading: 'Sus derechos',
      paragraphs: [
        'Puede ejercer sus derechos de acceso, rectificación, cancelación y oposición ante la Unidad de Transparencia del INE. ' +
          'Dar el apoyo es voluntario: si no está de acuerdo con este aviso, no se capta nada.',
        `Aviso integral: ${INTEGRAL_NOTICE}. Dudas: INETEL, 800 433 2000.`,
      ],
    },
  ],
};
