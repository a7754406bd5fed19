import { useEffect, useId, useRef } from 'react';
import { Button } from './Button.js';

export interface QuestionProps {
  readonly question: string;
  readonly explanation: string;
  /** Names the effect, which cannot be undone. */
  readonly action: string;
  readonly onAct: () => void;
  readonly stay: string;
  readonly onStay: () => void;
}

/** Asks before data is erased, at the bottom of the screen: far from the control that opens it. */
export function Question({ question, explanation, action, onAct, stay, onStay }: QuestionProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="asks at-bottom"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onStay();
      }}
    >
      <h2 id={titleId}>{question}</h2>
      <p>{explanation}</p>
      <Button onPress={onAct}>{action}</Button>
      <Button kind="plain" onPress={onStay}>
        {stay}
      </Button>
    </dialog>
  );
}
