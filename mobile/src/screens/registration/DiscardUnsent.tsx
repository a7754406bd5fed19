import { useState } from 'react';
import { Question } from '../../components/Question.js';

/** Erases a registration that was not sent, with its key, once the user has confirmed it. */
export function DiscardUnsent({ onDiscard }: { readonly onDiscard: () => void }) {
  const [asking, setAsking] = useState(false);
  const close = (): void => {
    setAsking(false);
  };
  return (
    <>
      <button
        type="button"
        className="link"
        onClick={() => {
          setAsking(true);
        }}
      >
        Descartarlo y registrarse desde el principio
      </button>
      {asking && (
        <Question
          question="¿Descartar el registro guardado?"
          explanation="Se borran de este teléfono las fotografías, la firma y la contraseña de ese registro, y habrá que hacerlo todo otra vez. Si el INE ya lo recibió, ese registro dejará de servir."
          action="Descartar el registro"
          onAct={() => {
            close();
            onDiscard();
          }}
          stay="Conservarlo"
          onStay={close}
        />
      )}
    </>
  );
}
