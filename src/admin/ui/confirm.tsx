import React, { useId, useRef, type ReactNode } from 'react';

export interface ConfirmButtonProps {
  /** Text of the button that opens the question. */
  readonly label: ReactNode;
  readonly question: string;
  /** What will happen to whom. */
  readonly consequence: ReactNode;
  /** Label of the confirming button: a verb and its object. */
  readonly action: string;
  readonly onConfirm: () => void;
}

/** A button for an action with far-reaching consequences: it acts only after a second, explicit click. */
export function ConfirmButton({ label, question, consequence, action, onConfirm }: ConfirmButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const close = (): void => {
    dialog.current?.close();
  };
  return (
    <>
      <button type="button" className="button button-plain" onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} className="confirm" aria-labelledby={title}>
        <h2 id={title}>{question}</h2>
        <p>{consequence}</p>
        <div className="actions">
          <button
            type="button"
            className="button"
            onClick={() => {
              close();
              onConfirm();
            }}
          >
            {action}
          </button>
          <button type="button" className="button button-plain" autoFocus onClick={close}>
            Dejarlo como está
          </button>
        </div>
      </dialog>
    </>
  );
}
