import { z } from 'zod';
import {
  checkClaveElector,
  checkCurp,
  isCalendarDate,
  normaliseIdentifier,
  parseClaveElector,
  type Problem,
} from '#electoral/identifiers';
import { centralDay } from '../../../kernel/clock/central-time.js';
import { Faults } from '../../../kernel/errors/domain-error.js';

const name = z.string().trim().min(1).max(80);

/** What the aspirant writes down of an auxiliary (§6.4). */
export const registrationSchema = z.object({
  nombre: name,
  paterno: name,
  materno: z.string().trim().max(80).default(''),
  /** `aaaa-mm-dd` */
  fechaNacimiento: z.string().trim(),
  telefonoMovil: z.string().trim().min(1).max(20),
  email: z.string().trim().toLowerCase().pipe(z.email().max(254)),
  emailProvider: z.enum(['google', 'facebook']),
  claveElector: z.string().trim().min(1).max(30),
  curp: z.string().trim().max(30).default(''),
});
export type Registration = z.infer<typeof registrationSchema>;

const ADULT_AGE = 18;

/** Something that a check of one field says; `code` without its prefix in warnings, which are no errors. */
export interface FieldIssue {
  readonly code: string;
  readonly field: keyof Registration;
  readonly params: Readonly<Record<string, string>>;
}

export interface Inspection {
  /** Cleaned. */
  readonly data: Registration;
  /** What must be mended first. */
  readonly faults: readonly FieldIssue[];
  /** What may be so all the same, since the registry lawfully differs from the rule. */
  readonly warnings: readonly FieldIssue[];
}

/** Cleans a registration and tells everything that is wrong with it; the one rule for forms and files. */
export function inspectRegistration(input: Registration, now: Date): Inspection {
  const data: Registration = {
    ...input,
    claveElector: normaliseIdentifier(input.claveElector),
    curp: normaliseIdentifier(input.curp),
    telefonoMovil: input.telefonoMovil.replace(/\D/g, ''),
  };
  const faults: FieldIssue[] = [];
  const warnings: FieldIssue[] = [];
  const fault = (code: string, field: keyof Registration, params: Record<string, string> = {}): void => {
    faults.push({ code: `AUXILIARIES.${code}`, field, params });
  };
  const born = isCalendarDate(data.fechaNacimiento);
  if (!born) fault('DATE_INVALID', 'fechaNacimiento');
  else if (!isAdult(data.fechaNacimiento, now)) fault('UNDER_AGE', 'fechaNacimiento');
  if (data.telefonoMovil.length !== 10) fault('TELEPHONE_FORMAT', 'telefonoMovil');
  const facts = {
    nombre: data.nombre,
    paterno: data.paterno,
    materno: data.materno,
    fechaNacimiento: born ? data.fechaNacimiento : undefined,
  };
  const note = (field: 'claveElector' | 'curp', problems: readonly Problem[]): void => {
    for (const { code, severity, expected = '' } of problems) {
      if (severity === 'refuse') fault(code, field, { expected });
      else warnings.push({ code, field, params: { expected } });
    }
  };
  note('claveElector', checkClaveElector(data.claveElector, facts));
  const entidadNacimiento = parseClaveElector(data.claveElector)?.entidad;
  if (data.curp !== '') note('curp', checkCurp(data.curp, { ...facts, entidadNacimiento }));
  return { data, faults, warnings };
}

/**
 * Cleans and checks a registration.
 * @returns the cleaned data.
 * @throws DomainError AUXILIARIES.* with every fault of the form at once.
 */
export function checkRegistration(input: Registration, now: Date): Registration {
  const { data, faults: notes } = inspectRegistration(input, now);
  const faults = new Faults();
  for (const { code, field, params } of notes) faults.add(code, { kind: 'invalid', field, params });
  faults.throwIfAny();
  return data;
}

/** True from the eighteenth birthday on, by the calendar of hora del centro; 29 February comes of age on 1 March. */
export function isAdult(birth: string, now: Date): boolean {
  const year = Number(birth.slice(0, 4)) + ADULT_AGE;
  return `${String(year)}${birth.slice(4)}` <= dayOf(now);
}

const dayByInstant = new WeakMap<Date, string>();

/** The day is asked for each row of a file with one and the same instant; telling it is dear. */
function dayOf(now: Date): string {
  const known = dayByInstant.get(now);
  if (known !== undefined) return known;
  const day = centralDay(now);
  dayByInstant.set(now, day);
  return day;
}

export function displayName({
  nombre,
  paterno,
  materno,
}: Pick<Registration, 'nombre' | 'paterno' | 'materno'>): string {
  return [nombre, paterno, materno].filter(Boolean).join(' ');
}

/** What the encryption of the personal data is bound to. */
export function personalContext(auxiliaryId: string): string {
  return `auxiliaries.auxiliary.personal:${auxiliaryId}`;
}
