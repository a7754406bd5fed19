import type { CredentialFieldName, FieldProblem } from '../../../src/contexts/verification/wire/identifiers/index.js';

export interface FieldText {
  readonly label: string;
  readonly help: string;
  readonly numeric: boolean;
}

/** How each field of a card is asked for. */
export const FIELD_TEXTS: Readonly<Partial<Record<CredentialFieldName, FieldText>>> = {
  claveElector: { label: 'Clave de elector', help: '18 letras y números, en el anverso.', numeric: false },
  curp: { label: 'CURP', help: '18 letras y números, en el anverso.', numeric: false },
  cic: { label: 'CIC', help: '9 números, en el reverso, después de IDMEX.', numeric: true },
  ocr: { label: 'OCR', help: '13 números, en el reverso.', numeric: true },
  identificadorCiudadano: {
    label: 'Identificador del ciudadano',
    help: 'Los últimos 9 números del primer renglón del reverso.',
    numeric: true,
  },
  numeroEmision: { label: 'Número de emisión', help: '2 números, en el anverso.', numeric: true },
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

/** Sentence for a problem that stops; undefined for what is only worth a second look. */
export function fieldProblemText({ code, severity }: FieldProblem): string | undefined {
  return severity === 'refuse' ? (PROBLEMS[code] ?? 'Revise este dato en la credencial.') : undefined;
}
