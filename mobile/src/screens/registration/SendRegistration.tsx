import { useCallback, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import type { PlainPart } from '../../crypto/index.js';
import { completeEnrolment, sealEnrolment } from '../../enrolment/enrol-device.js';
import { readOwnCard } from '../../enrolment/read-own-card.js';
import { forgetTicket } from '../../enrolment/sign-in.js';
import { findUnsentEnrolment, sendUnsentEnrolment, SIGN_IN_REFUSALS } from '../../enrolment/unsent-enrolment.js';
import { RefusedError } from '../../server/errors.js';
import type { UnsentEnrolment } from '../../storage/vault.js';
import { failureText } from '../../texts/failure.js';
import { useServices } from '../../use-services.js';
import type { RegistrationDraft } from './registration-draft.js';

export interface SendRegistrationProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly draft: RegistrationDraft;
  readonly onSealed: (unsent: UnsentEnrolment) => void;
  readonly onEnrolled: (deviceId: string) => void;
}

interface Failure {
  readonly text: string;
  /** What the user must repeat instead of sending it again: the sign-in or the whole registration. */
  readonly startsWith?: 'account' | 'registration';
}

/** Seals, stores and uploads the registration, whose key is already encrypted with the password (§7.4). */
export function SendRegistration(props: SendRegistrationProps) {
  const { draft, onSealed, onEnrolled, step, onBack } = props;
  const services = useServices();
  const navigate = useNavigate();
  const [failure, setFailure] = useState<Failure>();
  const sending = useRef(false);
  const seal = useCallback(async (): Promise<UnsentEnrolment | undefined> => {
    const { anverso, reverso, enrolment, duties, ids, device } = draft;
    const parts = partsOf(draft);
    if (!parts || !anverso || !reverso || !enrolment || !duties || !device) return undefined;
    const read = await readOwnCard(anverso, reverso);
    return sealEnrolment(services, { enrolment, parts, duties, read, ids }, device);
  }, [draft, services]);
  const send = useCallback(async (): Promise<void> => {
    if (sending.current || !draft.ticket) return;
    sending.current = true;
    setFailure(undefined);
    try {
      const unsent = draft.unsent ?? (await seal());
      if (!unsent) {
        setFailure({ text: 'Falta alguna imagen o dato. Regrese y complételo.' });
        return;
      }
      onSealed(unsent);
      const lease = await sendUnsentEnrolment(services, unsent, draft.ticket.ticket);
      completeEnrolment(services, lease, draft.device?.key.privateKey);
      onEnrolled(lease.deviceId);
    } catch (error) {
      const text = failureText(error);
      if (!(error instanceof RefusedError)) setFailure({ text });
      else if (SIGN_IN_REFUSALS.has(error.problem.code)) {
        forgetTicket();
        setFailure({ text, startsWith: 'account' });
      } else {
        const isKept = (await findUnsentEnrolment(services.vault)) !== undefined;
        setFailure({ text, ...(!isKept && { startsWith: 'registration' }) });
      }
    } finally {
      sending.current = false;
    }
  }, [draft, onEnrolled, onSealed, seal, services]);
  useEffect(() => {
    void send();
    // Sends once when the screen opens; the user starts any retry.
  }, []);
  if (failure === undefined) {
    return (
      <Screen title="Enviando su registro" step={step}>
        <p role="status">Sus imágenes se cifran y se envían al INE. No cierre la aplicación.</p>
        <progress aria-label="Enviando" />
      </Screen>
    );
  }
  return (
    <Screen
      title="Su registro no se envió"
      step={step}
      onBack={draft.unsent ? undefined : onBack}
      actions={
        failure.startsWith ? (
          <Button
            onPress={() => {
              navigate('/registro', { replace: true });
            }}
          >
            {failure.startsWith === 'account' ? 'Entrar de nuevo con su cuenta' : 'Registrarse desde el principio'}
          </Button>
        ) : (
          <Button onPress={() => void send()}>Enviar de nuevo</Button>
        )
      }
    >
      <Note kind="bad" live>
        {failure.text}
      </Note>
      {failure.startsWith !== 'registration' && draft.unsent && (
        <p>
          Su registro está guardado y cifrado en este teléfono, con su contraseña: aunque cierre la aplicación, podrá
          enviarlo después desde «Registro de Auxiliar».
        </p>
      )}
      {!draft.unsent && <p>Lo que capturó sigue aquí mientras no cierre la aplicación.</p>}
    </Screen>
  );
}

function partsOf({ anverso, reverso, selfie, signature }: RegistrationDraft): PlainPart[] | undefined {
  if (!anverso || !reverso || !selfie || !signature) return undefined;
  return [
    { name: 'anverso', ...anverso },
    { name: 'reverso', ...reverso },
    { name: 'selfie', ...selfie },
    { name: 'firma', ...signature },
  ];
}
