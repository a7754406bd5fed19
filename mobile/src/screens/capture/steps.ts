const STEPS = [
  'aviso',
  'tipo',
  'anverso',
  'reverso',
  'original',
  'datos',
  'consejos',
  'foto',
  'firma',
  'correo',
] as const;
/** The ways of the ninth step when the capture is assisted (decision 31). */
const ASSISTED_STEPS = ['asistida', 'marca', 'testigo'] as const;
export type Step = (typeof STEPS)[number] | (typeof ASSISTED_STEPS)[number];

/** Counted from 1, as the person reads it. */
export function numberOf(step: Step): number {
  const place = STEPS.findIndex((each) => each === step);
  return (place < 0 ? STEPS.indexOf('firma') : place) + 1;
}

export const STEP_COUNT = STEPS.length;

export function isStep(path: string): path is Step {
  return [...STEPS, ...ASSISTED_STEPS].some((step) => step === path);
}
