import { Note } from '../../components/Note.js';
import type { RegistrationNote } from '../../enrolment/interrupted-registration.js';
import { InterruptedText } from './InterruptedText.js';
import { UNSENT_TEXT } from './unsent-text.js';

export interface AccountTextProps {
  readonly resetting: boolean;
  readonly isUnsent: boolean;
  readonly interrupted: RegistrationNote | undefined;
  /** Neither id needs to be typed. */
  readonly isKnown: boolean;
}

/** What the person needs to sign in, and why they are asked to (again). */
export function AccountText({ resetting, isUnsent, interrupted, isKnown }: AccountTextProps) {
  if (isUnsent) {
    return (
      <Note kind="attention" live>
        <p>{UNSENT_TEXT}</p>
        <p>Si se le pide entrar, use la misma cuenta de correo.</p>
      </Note>
    );
  }
  return (
    <>
      {interrupted && (
        <Note kind="attention" live>
          <InterruptedText note={interrupted} />
        </Note>
      )}
      {resetting && (
        <p>
          Nadie puede recuperar su contraseña anterior. Para crear otra, regístrese de nuevo en este teléfono: sus
          apoyos guardados no se pierden y se seguirán enviando.
        </p>
      )}
      <p>Entre con la cuenta de correo que dio a la persona aspirante.</p>
      {isKnown ? (
        <p>Tenga a la mano su credencial para votar. Su Id Proceso y su Id Auxiliar ya están escritos.</p>
      ) : (
        <p>Tenga a la mano su credencial para votar, su Id Proceso y su Id Auxiliar: llegaron a ese correo.</p>
      )}
      <Note kind="attention">
        Si usa la misma cuenta en varios teléfonos, Google o Facebook pueden bloquearla. Úsela solo en este.
      </Note>
    </>
  );
}
