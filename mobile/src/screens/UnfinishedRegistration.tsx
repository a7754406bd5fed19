import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Note } from '../components/Note.js';
import type { Services } from '../services.js';
import { InterruptedText } from './registration/InterruptedText.js';
import { UNSENT_TEXT } from './registration/unsent-text.js';
import { useInterruptedRegistration } from './registration/use-registration-note.js';

/** Whether this phone holds a registration that is still to be sent. */
export function useUnsentRegistration(services: Services | undefined): boolean {
  const [isUnsent, setUnsent] = useState(false);
  useEffect(() => {
    let isUnmounted = false;
    services?.vault.setting('unsentEnrolment').then(
      (unsent) => {
        if (!isUnmounted) setUnsent(Boolean(unsent));
      },
      () => undefined,
    );
    return () => {
      isUnmounted = true;
    };
  }, [services]);
  return isUnsent;
}

/** On the menu: a registration that was interrupted, or that is stored and not sent, with the way to continue it. */
export function UnfinishedRegistration({ isUnsent }: { readonly isUnsent: boolean }) {
  const navigate = useNavigate();
  const interrupted = useInterruptedRegistration();
  if (!isUnsent && !interrupted) return null;
  return (
    <Note kind="attention" live>
      {isUnsent ? <p>{UNSENT_TEXT}</p> : interrupted && <InterruptedText note={interrupted} />}
      <button
        type="button"
        className="link"
        onClick={() => {
          navigate('/registro');
        }}
      >
        {isUnsent ? 'Enviar mi registro' : 'Continuar el registro'}
      </button>
    </Note>
  );
}
