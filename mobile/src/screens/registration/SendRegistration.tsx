import { useCallback, useEffect, useRef, useState } from 'react';
import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import type { PlainPart } from '../../crypto/index.js';
import { enrolDevice, sealEnrolment, type AcceptedDevice, type SealedEnrolment } from '../../enrolment/enrol-device.js';
import { RefusedError } from '../../server/errors.js';
import { readOwnCard } from '../../enrolment/read-own-card.js';
import { failureText } from '../../texts/failure.js';
import { useServices } from '../../use-services.js';
import type { RegistrationDraft } from './registration-draft.js';

export interface SendRegistrationProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly draft: RegistrationDraft;
  readonly onAccepted: (device: AcceptedDevice) => void;
}

/** Seals and uploads the registration, which the server validates immediately (§7.4). */
export function SendRegistration({ draft, onAccepted, step, onBack }: SendRegistrationProps) {
  const services = useServices();
  const [failure, setFailure] = useState<string>();
  const sending = useRef(false);
  const sealed = useRef<SealedEnrolment>(undefined);
  const send = useCallback(async (): Promise<void> => {
    const parts = partsOf(draft);
    const { anverso, reverso } = draft;
    if (sending.current) return;
    if (!parts || !anverso || !reverso || !draft.ticket || !draft.enrolment || !draft.duties) {
      setFailure('Falta alguna imagen o dato. Regrese y complételo.');
      return;
    }
    sending.current = true;
    setFailure(undefined);
    try {
      const { ticket, enrolment, duties, ids } = draft;
      if (!sealed.current) {
        const read = await readOwnCard(anverso, reverso);
        sealed.current = await sealEnrolment(services, { ticket: ticket.ticket, enrolment, parts, duties, read, ids });
      }
      onAccepted(await enrolDevice(services, sealed.current));
    } catch (error) {
      // The next attempt generates another key and identity.
      if (error instanceof RefusedError && error.problem.code === 'AUXILIARIES.DEVICE_KEY_TAKEN')
        sealed.current = undefined;
      setFailure(failureText(error));
    } finally {
      sending.current = false;
    }
  }, [draft, onAccepted, services]);
  useEffect(() => {
    void send();
    // Sends once when the screen opens; the person starts any retry.
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
      onBack={onBack}
      actions={<Button onPress={() => void send()}>Enviar de nuevo</Button>}
    >
      <Note kind="bad" live>
        {failure}
      </Note>
      <p>Lo que capturó sigue aquí mientras no cierre la aplicación.</p>
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
