import { useEffect, useRef } from 'react';
import { Button } from '../../components/Button.js';

export interface IdleWarningProps {
  readonly secondsLeft: number;
  readonly onStay: () => void;
}

/** Warns before an idle session locks and drops the capture. */
export function IdleWarning({ secondsLeft, onStay }: IdleWarningProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="asks"
      aria-labelledby="sigue"
      onCancel={(event) => {
        event.preventDefault();
        onStay();
      }}
    >
      <h2 id="sigue">¿Sigue captando?</h2>
      <p>
        Nadie ha tocado el teléfono. Por seguridad, la sesión se cerrará y este apoyo, que no se ha guardado, se
        borrará.
      </p>
      <p className="countdown" role="timer">
        {secondsLeft} s
      </p>
      <Button onPress={onStay}>Seguir captando</Button>
    </dialog>
  );
}
