import type { Capture } from '../../capture/capture.js';

/** The steps of a capture (§8.2–8.11), by the last segment of their address. */
export type Step =
  | 'aviso'
  | 'tipo'
  | 'anverso'
  | 'reverso'
  | 'original'
  | 'datos'
  | 'consejos'
  | 'foto'
  | 'firma'
  | 'asistida'
  | 'marca'
  | 'testigo'
  | 'correo';

interface StepRule {
  /** For messages about the step. */
  readonly name: string;
  /**
   * As shown to the user, from 1. The steps of an assisted capture (decision 31) replace the signature and share its
   * number.
   */
  readonly number: number;
  readonly next?: Step;
  /** What a new answer to this step invalidates in the capture. */
  readonly resets?: Partial<Capture>;
}

const STEPS: Readonly<Record<Step, StepRule>> = {
  aviso: { name: 'Aviso de privacidad', number: 1, next: 'tipo' },
  tipo: {
    name: 'Tipo de credencial',
    number: 2,
    next: 'anverso',
    resets: { fieldsRead: {}, fieldsTyped: {}, readingOutcome: undefined },
  },
  anverso: { name: 'Frente de la credencial', number: 3, next: 'reverso', resets: { isOriginal: false } },
  reverso: { name: 'Reverso de la credencial', number: 4, next: 'original', resets: { isOriginal: false } },
  original: { name: 'Credencial original', number: 5, next: 'datos' },
  datos: { name: 'Datos de la credencial', number: 6, next: 'consejos' },
  consejos: { name: 'Permiso para la fotografía', number: 7, next: 'foto' },
  foto: { name: 'Fotografía de la persona', number: 8, next: 'firma' },
  firma: { name: 'Firma de la persona', number: 9, next: 'correo', resets: { assisted: undefined } },
  asistida: { name: 'Captura asistida', number: 9, next: 'marca' },
  marca: { name: 'Marca de la persona', number: 9, next: 'testigo' },
  testigo: { name: 'Firma del testigo', number: 9, next: 'correo' },
  correo: { name: 'Acuse de recibo', number: 10 },
};

export const STEP_COUNT = STEPS.correo.number;

export const stepNumber = (step: Step): number => STEPS[step].number;

export const stepName = (step: Step): string => STEPS[step].name;

/** @returns undefined for the last step. */
export const stepAfter = (step: Step): Step | undefined => STEPS[step].next;

export const resetsOf = (step: Step): Partial<Capture> => STEPS[step].resets ?? {};

export function isStep(segment: string): segment is Step {
  return Object.hasOwn(STEPS, segment);
}
