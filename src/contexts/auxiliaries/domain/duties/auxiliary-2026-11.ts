import type { Duties } from './duties.js';

/** Duties that an auxiliary accepts before capturing supports (§6.9, §7.6, §16.2). */
export const AUXILIARY_2026_11: Duties = {
  version: 'auxiliar-2026-11',
  title: 'Sus obligaciones',
  items: [
    'Revisar que su propia credencial esté vigente en https://listanominal.ine.mx/scpln/.',
    'Pedir siempre la credencial original, a su titular y en persona.',
    'Informar para qué es el apoyo y a quién se da, y mostrar el aviso de privacidad.',
    'No continuar si la persona no quiere dar su apoyo o su fotografía.',
    'No copiar, fotografiar aparte ni compartir los datos de nadie.',
    'Cuidar este teléfono y no decir a nadie su contraseña.',
    'Guardar secreto de lo que vio, también cuando ya no sea auxiliar.',
  ],
  commitment: 'Leí mis obligaciones y me comprometo a cumplirlas',
};

/** The same duties, one for each, as the auxiliary signs them on paper: «Me obligo a: …». */
export const AUXILIARY_2026_11_SIGNED: readonly string[] = [
  'Revisar que mi propia Credencial para Votar esté vigente en https://listanominal.ine.mx/scpln/.',
  'Pedir siempre la credencial original, a su titular y en persona.',
  'Informar para qué es el apoyo y a quién se da, y mostrar el aviso de privacidad.',
  'No continuar si la persona no quiere dar su apoyo o su fotografía.',
  'No copiar, fotografiar aparte ni compartir los datos de nadie.',
  'Cuidar el teléfono con el que capto el apoyo y no decir a nadie mi contraseña.',
  'Guardar secreto de lo que vea, también cuando ya no sea auxiliar.',
];
