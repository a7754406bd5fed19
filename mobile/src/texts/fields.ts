import type { CredentialFieldName, FieldProblem } from '#electoral/identifiers';

export interface FieldText {
  readonly label: string;
  readonly help: string;
  readonly numeric: boolean;
  /** Sizes of the groups in which the complete value is shown. */
  readonly groups: readonly number[];
}

/** Label and help of each field of a card. */
export const FIELD_TEXTS: Readonly<Partial<Record<CredentialFieldName, FieldText>>> = {
  claveElector: {
    label: 'Clave de elector',
    help: '18 letras y números, en el anverso.',
    numeric: false,
    groups: [6, 6, 2, 1, 3],
  },
  curp: { label: 'CURP', help: '18 letras y números, en el anverso.', numeric: false, groups: [4, 6, 1, 2, 3, 2] },
  cic: { label: 'CIC', help: '9 números, en el reverso, después de IDMEX.', numeric: true, groups: [3, 3, 3] },
  ocr: { label: 'OCR', help: '13 números, en el reverso.', numeric: true, groups: [4, 3, 3, 3] },
  identificadorCiudadano: {
    label: 'Identificador del ciudadano',
    help: 'Los últimos 9 números del primer renglón del reverso.',
    numeric: true,
    groups: [3, 3, 3],
  },
  numeroEmision: {
    label: 'Número de emisión',
    help: 'Los 2 números después del año de registro, en el anverso.',
    numeric: true,
    groups: [2],
  },
  paterno: { label: 'Apellido paterno', help: '', numeric: false, groups: [] },
  materno: {
    label: 'Apellido materno',
    help: 'Déjelo vacío si la credencial no lo lleva.',
    numeric: false,
    groups: [],
  },
  nombre: { label: 'Nombre o nombres', help: '', numeric: false, groups: [] },
};

const PROBLEMS: Readonly<Record<string, string>> = {
  IDENTIFIER_MISSING: 'Falta este dato. Cópielo de la credencial.',
  CIC_FORMAT: 'El CIC lleva 9 números. Revíselo en el reverso.',
  CITIZEN_ID_FORMAT: 'El identificador lleva 9 números. Revíselo en el reverso.',
  EMISSION_FORMAT: 'El número de emisión lleva 2 números. Revíselo en el anverso.',
  OCR_FORMAT: 'El OCR lleva 13 números. Revíselo en el reverso.',
  CLAVE_FORMAT: 'La clave lleva 18 caracteres: 6 letras, 8 números, H o M, y 3 números. Revísela.',
  CLAVE_DATE_INVALID: 'La clave lleva una fecha que no existe. Revise los números después de las 6 letras.',
  CLAVE_ENTIDAD_UNKNOWN: 'La clave lleva una entidad que no existe. Revise los 2 números después de la fecha.',
  CURP_FORMAT: 'La CURP lleva 18 caracteres. Revísela.',
};

/** Disagreements with other data read from the card; `{}` is replaced by the expected value. */
const DISAGREEMENTS: Readonly<Record<string, string>> = {
  CLAVE_DATE_MISMATCH:
    'La clave de elector no corresponde a la fecha de nacimiento leída en la credencial (debe llevar {}). Revísela.',
  CLAVE_SEX_MISMATCH: 'La H o M de la clave de elector no corresponde a lo leído en la credencial ({}). Revísela.',
  CLAVE_NAME_MISMATCH:
    'Las letras de la clave de elector no corresponden al nombre leído en la credencial ({}). Compárelas.',
  CLAVE_LETTERS:
    'La clave de elector lleva una vocal donde va una consonante: su segunda, cuarta o sexta letra. Compárela con la credencial.',
  OCR_SECCION_MISMATCH: 'El OCR no empieza con la sección leída en la credencial ({}). Compárelo.',
  CURP_CLAVE_DISAGREE:
    'La clave de elector y la CURP leída en la credencial no coinciden en fecha o sexo. Revise la clave.',
};

/** A sentence for a problem that must be corrected; undefined for a warning. */
export function fieldProblemText({ code, severity }: FieldProblem): string | undefined {
  return severity === 'refuse' ? (PROBLEMS[code] ?? 'Revise este dato en la credencial.') : undefined;
}

/** A sentence for a disagreement with the rest of the card; undefined if it needs none. */
export function disagreementText({ code, expected }: FieldProblem): string | undefined {
  return DISAGREEMENTS[code]?.replace('{}', expected ?? '');
}

/** `123456789` as `123 456 789`. */
export function grouped(name: CredentialFieldName, value: string): string {
  const parts: string[] = [];
  let at = 0;
  for (const size of FIELD_TEXTS[name]?.groups ?? []) {
    parts.push(value.slice(at, at + size));
    at += size;
  }
  return [...parts, value.slice(at)].filter(Boolean).join(' ');
}
