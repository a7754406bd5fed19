import type { RegistrationNote } from '../../enrolment/interrupted-registration.js';
import { isRegistrationStep, losesPictures, STEP_COUNT, stepName, stepNumber } from './registration-draft.js';

/** Where a registration was interrupted, and what was not kept and why. */
export function InterruptedText({ note: { step } }: { readonly note: RegistrationNote }) {
  const where = isRegistrationStep(step)
    ? ` en el paso ${String(stepNumber(step))} de ${String(STEP_COUNT)}, «${stepName(step)}»`
    : '';
  return (
    <>
      <p>
        <strong>Su registro se interrumpió{where}: la aplicación se cerró o se volvió a abrir.</strong>
      </p>
      {isRegistrationStep(step) && losesPictures(step) && (
        <p>
          Sus fotografías y su firma no se guardaron: para proteger sus datos, este teléfono no guarda imágenes sin
          cifrar. Habrá de tomarlas otra vez.
        </p>
      )}
    </>
  );
}
