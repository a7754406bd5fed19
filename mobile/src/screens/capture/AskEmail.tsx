import { useState } from 'react';
import { normaliseEmail } from '#electoral/normalise';
import type { Capture } from '../../capture/capture.js';
import { isOwnMailbox } from '../../capture/own-mailbox.js';
import { NotSavedError, storeSupport, type StoredSupport } from '../../capture/store-support.js';
import { Button } from '../../components/Button.js';
import { Field } from '../../components/Field.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import { checkCapturePermission, type CapturePermission } from '../../lease/unlock.js';
import { useServices } from '../../use-services.js';
import { LeaseNote } from '../LeaseNote.js';
import type { OpenSession } from './open-session.js';

export interface AskEmailProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly session: OpenSession;
  /** While the support is sealed and stored. */
  readonly busy: boolean;
  readonly onBusy: (busy: boolean) => void;
  readonly capture: Capture;
  readonly onStored: (support: StoredSupport) => void;
  readonly onDiscard: () => void;
  /** Stores each edit, so that it survives going back. */
  readonly onEmail: (email: string) => void;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

const NOT_SAVED: Readonly<Record<NotSavedError['reason'], string>> = {
  incomplete: 'Falta una imagen o un dato. Regrese y complételo; todavía no se ha guardado nada.',
  lease: 'Este apoyo no se guardó: en este momento no puede captar.',
  keys: 'El apoyo todavía no se guardó: la aplicación necesita las llaves del servidor. Conéctese e intente de nuevo.',
  sealing: 'El apoyo no se pudo cifrar y no se guardó nada. Intente de nuevo.',
  storage: 'El apoyo no se pudo guardar en este teléfono y no quedó nada. Libere espacio e intente de nuevo.',
};

/** The citizen's optional e-mail for the receipt (§10.4); «Siguiente» seals and stores the support (§8.11–8.12). */
export function AskEmail({ session, capture, busy, onBusy, onStored, onDiscard, onEmail, ...screen }: AskEmailProps) {
  const services = useServices();
  const [email, setEmail] = useState(capture.citizenEmail ?? '');
  const [error, setError] = useState<string>();
  const [failure, setFailure] = useState<NotSavedError['reason']>();
  const [denied, setDenied] = useState<CapturePermission>();
  /** If the period ended during the capture, asks whether it was extended and tries once more (decision 8). */
  const storeWithRenewedLease = async (whole: Capture): Promise<StoredSupport> => {
    const { enrolment, lease, key } = session;
    try {
      return await storeSupport(services, enrolment, lease, key, whole);
    } catch (cause) {
      if (!(cause instanceof NotSavedError) || cause.reason !== 'lease') throw cause;
      const now = await checkCapturePermission(services, enrolment.deviceId, key).catch(() => undefined);
      if (now?.status.kind === 'may-capture') {
        return storeSupport(services, now.enrolment, now.enrolment.lease, key, whole);
      }
      setDenied(now);
      throw cause;
    }
  };
  const store = async (): Promise<void> => {
    const citizenEmail = normaliseEmail(email);
    if (citizenEmail !== '' && !EMAIL.test(citizenEmail)) {
      setError('El correo no está bien escrito. Corríjalo o déjelo vacío.');
      return;
    }
    if (busy) return;
    if (citizenEmail !== '' && (await isOwnMailbox(session.lease, citizenEmail))) {
      setError('Es el correo de usted, y el acuse es para la persona. Escriba el correo de ella o déjelo vacío.');
      return;
    }
    onBusy(true);
    setFailure(undefined);
    setDenied(undefined);
    try {
      const whole = { ...capture, citizenEmail: citizenEmail === '' ? undefined : citizenEmail };
      onStored(await storeWithRenewedLease(whole));
    } catch (cause) {
      setFailure(cause instanceof NotSavedError ? cause.reason : 'sealing');
    } finally {
      onBusy(false);
    }
  };
  return (
    <Screen
      {...screen}
      onBack={busy ? undefined : screen.onBack}
      title="¿Quiere recibir su acuse?"
      actions={
        <>
          {/* Above «Siguiente», which keeps its place: a second tap there must not discard the capture. */}
          {failure !== undefined && (
            <Button kind="plain" onPress={onDiscard}>
              Descartar este apoyo
            </Button>
          )}
          <Button disabled={busy} onPress={() => void store()}>
            {busy ? 'Cifrando…' : 'Siguiente'}
          </Button>
        </>
      }
    >
      {failure !== undefined && (
        <Note kind="bad" live>
          {NOT_SAVED[failure]}
        </Note>
      )}
      {denied && (
        <LeaseNote
          status={denied.status}
          serverFailure={denied.serverFailure}
          retryInstruction="presione otra vez «Siguiente»"
          live
        />
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
