import { useState } from 'react';
import type { Capture } from '../../capture/capture.js';
import { NotSavedError, storeSupport, type StoredSupport } from '../../capture/store-support.js';
import { Button } from '../../components/Button.js';
import { Field } from '../../components/Field.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import { useServices } from '../../use-services.js';
import type { OpenSession } from './CaptureFlow.js';

export interface AskEmailProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly session: OpenSession;
  readonly capture: Capture;
  readonly onStored: (support: StoredSupport) => void;
  readonly onDiscard: () => void;
  /** What was typed is kept when the person goes back. */
  readonly onEmail: (email: string) => void;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

const NOT_SAVED: Readonly<Record<NotSavedError['reason'], string>> = {
  incomplete: 'Falta una imagen o un dato. Regrese y complételo; todavía no se ha guardado nada.',
  lease: 'Su permiso de captura terminó o cambió la hora del teléfono, y no se guardó nada. Vuelva al menú.',
  sealing: 'El apoyo no se pudo cifrar y no se guardó nada. Intente de nuevo.',
  storage: 'El apoyo no se pudo guardar en este teléfono y no quedó nada. Libere espacio e intente de nuevo.',
};

/** The citizen's e-mail, only if they want their receipt (§10.4); 'siguiente' seals and stores (§8.11–8.12). */
export function AskEmail({ session, capture, onStored, onDiscard, onEmail, ...screen }: AskEmailProps) {
  const services = useServices();
  const [email, setEmail] = useState(capture.citizenEmail ?? '');
  const [error, setError] = useState<string>();
  const [failure, setFailure] = useState<NotSavedError['reason']>();
  const [busy, setBusy] = useState(false);
  const store = async (): Promise<void> => {
    const citizenEmail = email.trim();
    if (citizenEmail !== '' && !EMAIL.test(citizenEmail)) {
      setError('El correo no está bien escrito. Corríjalo o déjelo vacío.');
      return;
    }
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const whole = { ...capture, citizenEmail: citizenEmail === '' ? undefined : citizenEmail };
      onStored(await storeSupport(services, session.enrolment, session.lease, session.key, whole));
    } catch (cause) {
      setFailure(cause instanceof NotSavedError ? cause.reason : 'sealing');
      setBusy(false);
    }
  };
  return (
    <Screen
      {...screen}
      title="¿Quiere recibir su acuse?"
      actions={
        <>
          <Button disabled={busy} onPress={() => void store()}>
            {busy ? 'Cifrando…' : 'Siguiente'}
          </Button>
          {failure !== undefined && (
            <Button kind="plain" onPress={onDiscard}>
              Descartar este apoyo
            </Button>
          )}
        </>
      }
    >
      {failure !== undefined && (
        <Note kind="bad" live>
          {NOT_SAVED[failure]}
        </Note>
      )}
      <Field
        label="Correo electrónico de la persona (opcional)"
        type="email"
        inputMode="email"
        autoComplete="off"
        value={email}
        error={error}
        onText={(text) => {
          setEmail(text);
          onEmail(text);
          setError(undefined);
        }}
        help="Se usa solo para enviarle el acuse. Sin correo, en la pantalla siguiente puede fotografiar un código."
      />
    </Screen>
  );
}
