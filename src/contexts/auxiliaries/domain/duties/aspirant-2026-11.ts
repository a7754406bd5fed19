import type { Duties } from './duties.js';

/** Duties that an aspirant accepts before registering auxiliaries (§6.7–6.9, §16.2). */
export const ASPIRANT_2026_11: Duties = {
  version: 'aspirante-2026-11',
  title: 'Sus responsabilidades sobre los datos personales',
  items: [
    'Usted es responsable de los datos personales de sus auxiliares desde que los escribe en este portal.',
    'Usted es responsable de lo que sus auxiliares captan con la aplicación hasta que el INE lo recibe; desde entonces lo es el INE.',
    'Debe emitir su propio aviso de privacidad y darlo a conocer. Su OPL le orienta para hacerlo.',
    'Debe informar a cada auxiliar de sus obligaciones: usar los datos solo para manifestar el apoyo; no copiarlos, no fotografiarlos aparte, no compartirlos.',
    'Debe pedir a cada auxiliar que revise la vigencia de su Credencial para Votar en https://listanominal.ine.mx/scpln/.',
    'Debe guardar la responsiva firmada y la copia de la credencial de cada auxiliar; el OPL puede pedírselas.',
    'Debe dar de baja sin demora a quien deje de ser su auxiliar.',
    'Rige la Ley Federal de Protección de Datos Personales en Posesión de los Particulares.',
  ],
  commitment: 'Conozco mis responsabilidades y las acepto',
};
