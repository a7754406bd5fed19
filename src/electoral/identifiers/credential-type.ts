import { z } from 'zod';
import { isCalendarDate } from '../time/index.js';
import { problem, problemsOf, type Check, OK, type Problem } from './check.js';
import { checkCic, checkCitizenIdentifier, checkIssueNumber } from './cic.js';
import { checkClaveElector, normaliseClaveElector } from './clave-elector.js';
import { checkCurp, curpAgreesWithClave, normaliseCurp } from './curp.js';
import { normaliseDigits, normaliseText } from './normalise.js';
import { checkOcr } from './ocr.js';
import { SEXOS } from './person-facts.js';

export const CREDENTIAL_TYPES = ['C', 'D', 'E', 'F', 'G', 'H'] as const;
export const credentialTypeSchema = z.enum(CREDENTIAL_TYPES);
export type CredentialTypeKey = z.infer<typeof credentialTypeSchema>;

/** The fields of a credential, read by the app or typed. Every field may be missing. */
export const credentialFieldsSchema = z.strictObject({
  claveElector: z.string().max(24).optional(),
  curp: z.string().max(24).optional(),
  cic: z.string().max(16).optional(),
  ocr: z.string().max(20).optional(),
  identificadorCiudadano: z.string().max(16).optional(),
  numeroEmision: z.string().max(4).optional(),
  nombre: z.string().max(120).optional(),
  paterno: z.string().max(120).optional(),
  materno: z.string().max(120).optional(),
  fechaNacimiento: z.string().max(10).optional(),
  sexo: z.enum([...SEXOS, '']).optional(),
  seccion: z.string().max(4).optional(),
  vigencia: z.string().max(10).optional(),
});
export type CredentialFields = z.infer<typeof credentialFieldsSchema>;
export type CredentialFieldName = keyof CredentialFields;

/** The identifiers used to look up an elector in the registry. */
export type IdentifierName = 'claveElector' | 'cic' | 'ocr' | 'identificadorCiudadano' | 'numeroEmision';

export interface CredentialType {
  readonly key: CredentialTypeKey;
  /** Shown in the app's list of types (§8.3). */
  readonly label: string;
  readonly issuer: 'IFE' | 'INE';
  readonly issuedFrom: string;
  readonly issuedUntil?: string;
  readonly issuedAbroad: boolean;
  /** The identifiers that together identify a card in the registry. */
  readonly identifiedBy: readonly IdentifierName[];
  readonly frontFields: readonly CredentialFieldName[];
  readonly backFields: readonly CredentialFieldName[];
  readonly mrz: boolean;
  readonly codes: readonly ('code128' | 'pdf417' | 'qr')[];
  /** Side with the holder's signature, which the control desk compares (§8.10, §11). */
  readonly signatureSide: 'front' | 'back';
}

const NAMES = ['nombre', 'paterno', 'materno'] as const;
const FRONT = [...NAMES, 'claveElector', 'curp', 'fechaNacimiento', 'sexo', 'seccion', 'vigencia'] as const;
const MRZ_BACK = ['cic', 'ocr', 'identificadorCiudadano', 'numeroEmision'] as const;
const BY_MRZ = ['cic', 'identificadorCiudadano'] as const;

/** The default catalogue. Types A and B are no longer valid and are not offered. */
export const DEFAULT_CREDENTIAL_TYPES: readonly CredentialType[] = [
  {
    key: 'C',
    label: 'Tipo C: IFE, expedida de 2008 a 2013',
    issuer: 'IFE',
    issuedFrom: '2008-09-01',
    issuedUntil: '2013-11-30',
    issuedAbroad: false,
    identifiedBy: ['claveElector', 'numeroEmision', 'ocr'],
    frontFields: [...NAMES, 'claveElector', 'curp', 'numeroEmision', 'sexo', 'seccion', 'vigencia'],
    backFields: ['ocr'],
    mrz: false,
    codes: ['code128'],
    signatureSide: 'back',
  },
  {
    key: 'D',
    label: 'Tipo D: IFE, expedida de 2013 a 2014',
    issuer: 'IFE',
    issuedFrom: '2013-11-01',
    issuedUntil: '2014-07-31',
    issuedAbroad: false,
    identifiedBy: ['cic', 'ocr'],
    frontFields: FRONT,
    backFields: MRZ_BACK,
    mrz: true,
    codes: ['pdf417'],
    signatureSide: 'back',
  },
  {
    key: 'E',
    label: 'Tipo E: INE, expedida de 2014 a 2019',
    issuer: 'INE',
    issuedFrom: '2014-07-01',
    issuedUntil: '2019-12-31',
    issuedAbroad: false,
    identifiedBy: BY_MRZ,
    frontFields: FRONT,
    backFields: MRZ_BACK,
    mrz: true,
    codes: ['code128', 'pdf417'],
    signatureSide: 'back',
  },
  {
    key: 'F',
    label: 'Tipo F: INE, expedida en el extranjero desde 2016',
    issuer: 'INE',
    issuedFrom: '2016-02-01',
    issuedUntil: '2019-12-31',
    issuedAbroad: true,
    identifiedBy: BY_MRZ,
    frontFields: FRONT,
    backFields: MRZ_BACK,
    mrz: true,
    codes: ['pdf417'],
    signatureSide: 'back',
  },
  {
    key: 'G',
    label: 'Tipo G: INE, expedida desde diciembre de 2019',
    issuer: 'INE',
    issuedFrom: '2019-12-01',
    issuedAbroad: false,
    identifiedBy: BY_MRZ,
    frontFields: FRONT,
    backFields: MRZ_BACK,
    mrz: true,
    codes: ['qr'],
    signatureSide: 'front',
  },
  {
    key: 'H',
    label: 'Tipo H: INE, expedida en el extranjero desde diciembre de 2019',
    issuer: 'INE',
    issuedFrom: '2019-12-01',
    issuedAbroad: true,
    identifiedBy: BY_MRZ,
    frontFields: FRONT,
    backFields: MRZ_BACK,
    mrz: true,
    codes: ['qr'],
    signatureSide: 'front',
  },
];

export function credentialType(
  key: CredentialTypeKey,
  catalogue: readonly CredentialType[] = DEFAULT_CREDENTIAL_TYPES,
): CredentialType | undefined {
  return catalogue.find((type) => type.key === key);
}

export type CredentialProblem = 'IDENTIFIER_MISSING' | 'CURP_CLAVE_DISAGREE' | 'DATE_INVALID';
export interface FieldProblem extends Problem {
  readonly field: CredentialFieldName;
}

/** Checks a whole card: the identifiers of its type are present, and all fields are valid and consistent. */
export function checkCredentialFields(type: CredentialType, fields: CredentialFields): FieldProblem[] {
  const missing = type.identifiedBy.filter((name) => !fields[name]);
  return [
    ...missing.map((field): FieldProblem => ({ field, code: 'IDENTIFIER_MISSING', severity: 'refuse' })),
    ...fieldProblems('claveElector', fields.claveElector, (text) => checkClaveElector(text, fields)),
    ...fieldProblems('curp', fields.curp, (text) => checkCurp(text, fields)),
    ...fieldProblems('cic', fields.cic, checkCic),
    ...fieldProblems('ocr', fields.ocr, (text) => checkOcr(text, fields.seccion)),
    ...fieldProblems('identificadorCiudadano', fields.identificadorCiudadano, checkCitizenIdentifier),
    ...fieldProblems('numeroEmision', fields.numeroEmision, checkIssueNumber),
    ...fieldProblems('fechaNacimiento', fields.fechaNacimiento, (text) => problemsOf(calendar(text))),
    ...fieldProblems('curp', fields.curp, (text) => problemsOf(agreement(text, fields.claveElector))),
  ];
}

function fieldProblems(
  field: CredentialFieldName,
  text: string | undefined,
  check: (text: string) => Problem[],
): FieldProblem[] {
  return text ? check(text).map((one) => ({ ...one, field })) : [];
}

function calendar(text: string): Check<CredentialProblem> {
  return isCalendarDate(text) ? OK : problem('DATE_INVALID', 'refuse', { found: text });
}

function agreement(curp: string, clave: string | undefined): Check<CredentialProblem> {
  return !clave || curpAgreesWithClave(curp, clave) ? OK : problem('CURP_CLAVE_DISAGREE', 'warn');
}

/** Normalises the fields for comparison and storage; drops empty ones. */
export function normaliseFields(fields: CredentialFields): CredentialFields {
  const cleaned = Object.entries(fields).flatMap(([name, value]) => {
    const clean = normaliser(name as CredentialFieldName)(value);
    return clean === '' && name !== 'sexo' ? [] : [[name, clean] as const];
  });
  return Object.fromEntries(cleaned);
}

function normaliser(name: CredentialFieldName): (text: string) => string {
  switch (name) {
    case 'claveElector':
      return normaliseClaveElector;
    case 'curp':
      return normaliseCurp;
    case 'cic':
    case 'ocr':
    case 'identificadorCiudadano':
    case 'numeroEmision':
      return normaliseDigits;
    case 'seccion':
      return (text) => normaliseDigits(text).padStart(4, '0');
    case 'nombre':
    case 'paterno':
    case 'materno':
      return normaliseText;
    default:
      return (text) => text.trim();
  }
}
