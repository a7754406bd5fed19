import { z } from 'zod';
import {
  checkClaveElector,
  checkCurp,
  normaliseClaveElector,
  normaliseCurp,
  parseClaveElector,
  type Problem,
} from '#electoral/identifiers';
import {
  emailField,
  isTelephone,
  nameFault,
  nameField,
  optionalNameField,
  telephoneField,
  unprintableIn,
} from '#electoral/normalise';
import { dayFault, dayOfAge, isCalendarDate, isPossibleBirth, type DayFault } from '#electoral/time';
import { centralDay } from '../../../kernel/clock/central-time.js';
import type { Faults } from '../../../kernel/errors/domain-error.js';

/** Data that an aspirant enters to register an auxiliary (§6.4). */
export const registrationSchema = z.object({
  nombre: nameField,
  paterno: nameField,
  materno: optionalNameField,
  /** `yyyy-mm-dd` */
  fechaNacimiento: z.string().trim(),
  telefonoMovil: telephoneField,
  email: emailField,
  emailProvider: z.enum(['google', 'facebook']),
  claveElector: z.string().trim().min(1).max(30),
  curp: z.string().trim().max(30).default(''),
});
export type Registration = z.infer<typeof registrationSchema>;

/**
 * Whether the user who sends a form has read its warnings. The first time, the form sends false, and the page then shows
 * them. Other callers have no page on which to show them.
 */
export const warningsRead = z.boolean().default(true);

const ADULT_AGE = 18;
const DAY_FAULTS: Readonly<Record<DayFault, string>> = {
  calendar: 'DATE_INVALID',
  'short-year': 'DATE_SHORT_YEAR',
  form: 'DATE_FORMAT',
};

/**
 * Result of the check of one field. The `code` of a warning has no `AUXILIARIES.` prefix: a warning is not an error.
 */
export interface FieldIssue {
  readonly code: string;
  readonly field: keyof Registration;
  readonly params: Readonly<Record<string, string>>;
}

export interface Inspection {
  /** Normalised. */
  readonly data: Registration;
  /** Errors; the registration cannot be accepted. */
  readonly faults: readonly FieldIssue[];
  /** Deviations that may be correct: the registry may lawfully differ from the general rule. */
  readonly warnings: readonly FieldIssue[];
}

/** Normalises a registration and reports every problem. Forms and files share these rules. */
export function inspectRegistration(input: Registration, now: Date): Inspection {
  const data: Registration = {
    ...input,
    claveElector: normaliseClaveElector(input.claveElector),
    curp: normaliseCurp(input.curp),
  };
  const faults: FieldIssue[] = [];
  const warnings: FieldIssue[] = [];
  const fault = (code: string, field: keyof Registration, params: Record<string, string> = {}): void => {
    faults.push({ code: `AUXILIARIES.${code}`, field, params });
  };
  for (const field of ['nombre', 'paterno', 'materno'] as const) {
    const found = nameFault(data[field]);
    const unprintable = unprintableIn(data[field]);
    if (found !== undefined) fault('NAME_CHARACTERS', field, { found });
    else if (unprintable !== undefined) {
      warnings.push({ code: 'NAME_NOT_PRINTABLE', field, params: { found: unprintable } });
    }
  }
  const born = isCalendarDate(data.fechaNacimiento);
  const wrongDay = dayFault(data.fechaNacimiento);
  if (wrongDay !== null) fault(DAY_FAULTS[wrongDay], 'fechaNacimiento');
  else if (!isPossibleBirth(data.fechaNacimiento)) fault('BIRTH_YEAR', 'fechaNacimiento');
  else if (!isAdult(data.fechaNacimiento, now)) fault('UNDER_AGE', 'fechaNacimiento');
  if (!isTelephone(data.telefonoMovil)) fault('TELEPHONE_FORMAT', 'telefonoMovil');
  const facts = {
    nombre: data.nombre,
    paterno: data.paterno,
    materno: data.materno,
    fechaNacimiento: born ? data.fechaNacimiento : undefined,
  };
  const report = (field: 'claveElector' | 'curp', problems: readonly Problem[]): void => {
    for (const { code, severity, expected = '' } of problems) {
      if (severity === 'refuse') fault(code, field, { expected });
      else warnings.push({ code, field, params: { expected } });
    }
  };
  report('claveElector', checkClaveElector(input.claveElector, facts));
  const entidadNacimiento = parseClaveElector(data.claveElector)?.entidad;
  if (data.curp !== '') report('curp', checkCurp(input.curp, { ...facts, entidadNacimiento }));
  return { data, faults, warnings };
}

/** @returns the normalised data, valid only if no AUXILIARIES.* error was added, and the warnings. */
export function checkRegistration(
  input: Registration,
  now: Date,
  faults: Faults,
): Pick<Inspection, 'data' | 'warnings'> {
  const { data, warnings, faults: issues } = inspectRegistration(input, now);
  for (const { code, field, params } of issues) faults.add(code, { kind: 'invalid', field, params });
  return { data, warnings };
}

/** True from the eighteenth birthday on, in hora centro. People born on 29 February come of age on 1 March. */
export function isAdult(birth: string, now: Date): boolean {
  return dayOfAge(birth, ADULT_AGE) <= dayOf(now);
}

const dayByInstant = new WeakMap<Date, string>();

/** Memoised: an import calls this for every row with the same instant, and the time zone conversion is expensive. */
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

/** Encryption context of the personal data. */
export function personalContext(auxiliaryId: string): string {
  return `auxiliaries.auxiliary.personal:${auxiliaryId}`;
}
