import { useState } from 'react';
import { normaliseAuxiliaryId, normaliseProcessCode } from '#electoral/normalise';
import { Button } from '../../components/Button.js';
import { Field } from '../../components/Field.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import type { PendingEnrolment, SignInTicket } from '../../server/api.js';
import { failureText } from '../../texts/failure.js';
import { useServices } from '../../use-services.js';

export interface EnterIdsProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly ticket: SignInTicket;
  /** @param otherDevices the number of other phones that the auxiliary has. */
  readonly onStarted: (enrolment: PendingEnrolment, otherDevices: number) => void;
}

/** Id Proceso and Id Auxiliar, from the e-mail of §6.5. */
export function EnterIds({ ticket, onStarted, ...screen }: EnterIdsProps) {
  const { server, vault } = useServices();
  const [idProceso, setIdProceso] = useState('');
  const [idAuxiliar, setIdAuxiliar] = useState('');
  const [submitted, setSubmitted] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const missing = (text: string, name: string) => (submitted && text.trim() === '' ? `Escriba su ${name}.` : undefined);
  const send = async (): Promise<void> => {
    setSubmitted(true);
    if (idProceso.trim() === '' || idAuxiliar.trim() === '') return;
    setBusy(true);
    setFailure(undefined);
    try {
      const ids = { idProceso: normaliseProcessCode(idProceso), idAuxiliar: normaliseAuxiliaryId(idAuxiliar) };
      const enrolment = await server.startEnrolment(ticket.ticket, ids);
      const own = (await vault.enrolments()).filter(({ lease }) => lease.auxiliary.id === enrolment.auxiliaryId).length;
      onStarted(enrolment, Math.max(0, enrolment.devices.active - own));
    } catch (error) {
      setFailure(failureText(error));
    } finally {
      setBusy(false);
    }
  };
  const typing = { className: 'code', autoCapitalize: 'characters', autoCorrect: 'off', spellCheck: false } as const;
  return (
    <Screen
      {...screen}
      title="Sus datos de registro"
      actions={
        <Button disabled={busy} onPress={() => void send()}>
          Comprobar datos
        </Button>
      }
    >
      <p>
        Cuenta: <strong>{ticket.email ?? 'Facebook, sin correo compartido'}</strong>
      </p>
      {failure !== undefined && (
        <Note kind="bad" live>
          {failure}
        </Note>
      )}
      <Field
        {...typing}
        label="Id Proceso"
        value={idProceso}
        onText={setIdProceso}
        error={missing(idProceso, 'Id Proceso')}
      />
      <Field
        {...typing}
        label="Id Auxiliar"
        help="Los dos están en el correo que recibió al ser dado de alta."
        value={idAuxiliar}
        onText={setIdAuxiliar}
        error={missing(idAuxiliar, 'Id Auxiliar')}
      />
    </Screen>
  );
}
