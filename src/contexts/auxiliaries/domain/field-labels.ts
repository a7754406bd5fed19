import type { Registration } from './registration.js';

/** Labels of §6.4, in the order of the form. */
export const FIELD_LABELS = {
  nombre: 'Nombre(s)',
  paterno: 'Apellido paterno',
  materno: 'Apellido materno',
  fechaNacimiento: 'Fecha de nacimiento',
  telefonoMovil: 'Teléfono móvil',
  claveElector: 'Clave de elector',
  curp: 'CURP',
  emailProvider: 'Tipo de cuenta',
  email: 'Correo electrónico',
} as const satisfies Readonly<Record<keyof Registration, string>>;

/** The box under a form with warnings. */
export const WARNINGS_READ_LABEL = 'Comparé estos datos con la credencial y así están bien';

export const REASON_LABEL = 'Motivo de la corrección';

export const WITHDRAWAL_LABELS = {
  'other-person': 'Es de otra persona',
  'other-document': 'Es otro documento',
  unsigned: 'Le faltan firmas',
  incomplete: 'Le falta una página o un lado',
  illegible: 'No se lee',
} as const;

export const PROVIDER_NAMES = { google: 'Google', facebook: 'Facebook' } as const;

/** A value of a registration as people read it. */
export function formatField(field: keyof Registration, value: string): string {
  if (field === 'fechaNacimiento') return value.split('-').reverse().join('/');
  if (field === 'emailProvider') return PROVIDER_NAMES[value as keyof typeof PROVIDER_NAMES];
  return value;
}
