import { useState } from 'react';
import { Question } from '../../components/Question.js';

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
        <Question
          question="¿La persona no desea continuar?"
          explanation="Si termina, se borra lo captado de esta persona y no queda nada en este teléfono."
          action="Terminar y borrar lo captado"
          onAct={onRefuse}
          stay="La persona sí desea continuar"
          onStay={() => {
            setAsking(false);
          }}
        />
      )}
    </>
  );
}
