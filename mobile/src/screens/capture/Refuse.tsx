import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/Button.js';

/**
 * The citizen may refuse at any step: the capture ends and nothing is stored (§8.8). The control is at the top of the
 * screen, where no other button is; the question is at the bottom, and its answers are above the place where the next
 * screen has its button. So a second tap at the same place never ends or starts a capture.
 */
export function Refuse({ onRefuse }: { readonly onRefuse: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        className="refuse"
        onClick={() => {
          setAsking(true);
        }}
      >
        La persona no desea continuar
      </button>
      {asking && (
        <AskRefusal
          onRefuse={onRefuse}
          onStay={() => {
            setAsking(false);
          }}
        />
      )}
    </>
  );
}

interface AskRefusalProps {
  readonly onRefuse: () => void;
  readonly onStay: () => void;
}

function AskRefusal({ onRefuse, onStay }: AskRefusalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="asks at-bottom"
      aria-labelledby="no-desea"
      onCancel={(event) => {
        event.preventDefault();
        onStay();
      }}
    >
      <h2 id="no-desea">¿La persona no desea continuar?</h2>
      <p>Si termina, se borra lo captado de esta persona y no queda nada en este teléfono.</p>
      <Button onPress={onRefuse}>Terminar y borrar lo captado</Button>
      <Button kind="plain" onPress={onStay}>
        La persona sí desea continuar
      </Button>
    </dialog>
  );
}
