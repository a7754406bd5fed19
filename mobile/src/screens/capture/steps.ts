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
  aviso: { number: 1, next: 'tipo' },
  tipo: { number: 2, next: 'anverso', resets: { fieldsRead: {}, fieldsTyped: {}, readingOutcome: undefined } },
  anverso: { number: 3, next: 'reverso', resets: { isOriginal: false } },
  reverso: { number: 4, next: 'original', resets: { isOriginal: false } },
  original: { number: 5, next: 'datos' },
  datos: { number: 6, next: 'consejos' },
  consejos: { number: 7, next: 'foto' },
  foto: { number: 8, next: 'firma' },
  firma: { number: 9, next: 'correo', resets: { assisted: undefined } },
  asistida: { number: 9, next: 'marca' },
  marca: { number: 9, next: 'testigo' },
  testigo: { number: 9, next: 'correo' },
  correo: { number: 10 },
};

export const STEP_COUNT = STEPS.correo.number;

export const stepNumber = (step: Step): number => STEPS[step].number;

/** @returns undefined for the last step. */
export const stepAfter = (step: Step): Step | undefined => STEPS[step].next;

export const resetsOf = (step: Step): Partial<Capture> => STEPS[step].resets ?? {};

export function isStep(segment: string): segment is Step {
  return Object.hasOwn(STEPS, segment);
}
