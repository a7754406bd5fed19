import { DEFAULT_CREDENTIAL_TYPES, credentialType, entidadByKey } from '#electoral/identifiers';
import type { Registration } from '../domain/registration.js';

export type RegistrationField = keyof Registration;

/** Labels of the fields on the sheet, on screens and in the history. */
export const FIELD_LABELS: Readonly<Record<RegistrationField, string>> = {
  nombre: 'Nombre(s)',
  paterno: 'Apellido paterno',
  materno: 'Apellido materno',
  lugarNacimiento: 'Lugar de nacimiento',
  fechaNacimiento: 'Fecha de nacimiento',
  genero: 'Género',
  telefonoDomicilio: 'Teléfono de domicilio',
  telefonoOficina: 'Teléfono de oficina',
  telefonoMovil: 'Teléfono móvil',
  credentialType: 'Tipo de credencial',
  claveElector: 'Clave de elector',
  cic: 'CIC',
  identificadorCiudadano: 'Identificador del ciudadano',
  ocr: 'OCR',
  numeroEmision: 'Número de emisión',
  entidad: 'Entidad',
  municipio: 'Municipio',
  seccion: 'Sección electoral',
  email: 'Correo electrónico',
  emailProvider: 'Vinculado a',
  fechaManifestacion: 'Fecha de manifestación',
  numeroOficio: 'Número de oficio o referencia',
  folioInterno: 'Folio interno',
  observaciones: 'Observaciones',
};

/** Fields that are read character by character; shown as code. */
const CODE_FIELDS: ReadonlySet<RegistrationField> = new Set<RegistrationField>([
  'telefonoDomicilio',
  'telefonoOficina',
  'telefonoMovil',
  'claveElector',
  'cic',
  'identificadorCiudadano',
  'ocr',
  'numeroEmision',
  'seccion',
]);

const GROUPS: readonly (readonly [title: string, fields: readonly RegistrationField[]])[] = [
  [
    'Datos personales',
    [
      ...(['nombre', 'paterno', 'materno', 'lugarNacimiento', 'fechaNacimiento', 'genero'] as const),
      ...(['telefonoDomicilio', 'telefonoOficina', 'telefonoMovil'] as const),
    ],
  ],
  [
    'Credencial para Votar',
    [
      ...(['credentialType', 'claveElector', 'cic', 'identificadorCiudadano', 'ocr', 'numeroEmision'] as const),
      ...(['entidad', 'municipio', 'seccion'] as const),
    ],
  ],
  ['Acceso al portal', ['email', 'emailProvider']],
  ['Expediente', ['fechaManifestacion', 'numeroOficio', 'folioInterno', 'observaciones']],
];

const GENDERS: Readonly<Record<Registration['genero'], string>> = {
  H: 'Hombre',
  M: 'Mujer',
  X: 'X',
  NB: 'No binario',
};

export interface RegistrationRow {
  readonly field: RegistrationField;
  readonly label: string;
  readonly value: string;
  readonly code: boolean;
}

/** Returns the fields of a registration in groups B to E of §5.1, with display values. */
export function registrationGroups(
  registration: Registration,
): readonly { readonly title: string; readonly rows: readonly RegistrationRow[] }[] {
  return GROUPS.map(([title, fields]) => ({
    title,
    rows: fields.map((field) => ({
      field,
      label: FIELD_LABELS[field],
      value: formatValue(field, registration[field]),
      code: CODE_FIELDS.has(field),
    })),
  }));
}

/** Formats the value of a field for display. */
export function formatValue(field: RegistrationField, value: string): string {
  switch (field) {
    case 'genero':
      return GENDERS[value as Registration['genero']];
    case 'lugarNacimiento':
      return entidadByKey(value)?.name ?? 'Extranjero';
    case 'entidad':
      return entidadByKey(value)?.name ?? value;
    case 'credentialType':
      return credentialType(value as Registration['credentialType'], DEFAULT_CREDENTIAL_TYPES)?.label ?? value;
    case 'emailProvider':
      return value === 'google' ? 'Google' : 'Facebook';
    case 'fechaNacimiento':
    case 'fechaManifestacion':
      return value.split('-').reverse().join('/');
    default:
      return value;
  }
}
