import { useCallback, useEffect, useRef, useState } from 'react';
import { normaliseAuxiliaryId, normaliseProcessCode } from '#electoral/normalise';
import type { RegistrationIds } from '#electoral/wire';
import { Button } from '../../components/Button.js';
import { Field } from '../../components/Field.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import { knownIds } from '../../enrolment/known-ids.js';
import type { PendingEnrolment, SignInTicket } from '../../server/api.js';
import { failureText } from '../../texts/failure.js';
import { useServices } from '../../use-services.js';

export interface EnterIdsProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly ticket: SignInTicket;
  /** False when the person came back to this step. */
  readonly isFirstVisit: boolean;
  /** @param otherDevices the number of other phones that the auxiliary has. */
  readonly onStarted: (enrolment: PendingEnrolment, ids: RegistrationIds, otherDevices: number) => void;
}

/**
 * Id Proceso and Id Auxiliar, from the e-mail of §6.5. Those of the e-mail's link are shown to be confirmed; those of a
 * registration on this phone, whose password is reset, are sent without asking (§7.5).
 */
export function EnterIds({ ticket, isFirstVisit, onStarted, ...screen }: EnterIdsProps) {
  const { server, vault } = useServices();
  const [known, setKnown] = useState(knownIds);
  const [idProceso, setIdProceso] = useState(known?.idProceso ?? '');
  const [idAuxiliar, setIdAuxiliar] = useState(known?.idAuxiliar ?? '');
  const [submitted, setSubmitted] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const missing = (text: string, name: string) => (submitted && text.trim() === '' ? `Escriba su ${name}.` : undefined);
  const send = useCallback(async (): Promise<void> => {
    setSubmitted(true);
    if (idProceso.trim() === '' || idAuxiliar.trim() === '') return;
    setBusy(true);
    setFailure(undefined);
    try {
      const ids = { idProceso: normaliseProcessCode(idProceso), idAuxiliar: normaliseAuxiliaryId(idAuxiliar) };
      const enrolment = await server.startEnrolment(ticket.ticket, ids);
      const own = (await vault.enrolments()).filter(({ lease }) => lease.auxiliary.id === enrolment.auxiliaryId).length;
      onStarted(enrolment, ids, Math.max(0, enrolment.devices.active - own));
    } catch (error) {
      setFailure(failureText(error));
    } finally {
      setBusy(false);
    }
  }, [idProceso, idAuxiliar, onStarted, server, ticket, vault]);
  const sent = useRef(false);
  useEffect(() => {
    if (known?.from !== 'phone' || !isFirstVisit || sent.current) return;
    sent.current = true;
    void send();
  }, [known, isFirstVisit, send]);
  const typing = { className: 'code', autoCapitalize: 'characters', autoCorrect: 'off', spellCheck: false } as const;
  return (
    <Screen
      {...screen}
      title="Sus datos de registro"
      actions={
        <>
          <Button disabled={busy} onPress={() => void send()}>
            {busy ? 'Comprobando…' : 'Comprobar datos'}
          </Button>
          {known && (
            <Button
              kind="plain"
              disabled={busy}
              onPress={() => {
                setKnown(undefined);
              }}
            >
              Escribir otros datos
            </Button>
          )}
        </>
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
      {known ? (
        <>
          <p>
            {known.from === 'link'
              ? 'Estos datos vienen del enlace de su correo. Compruebe que son los que ese correo muestra.'
              : 'Estos son los datos con los que se registró en este teléfono.'}
          </p>
          <dl className="facts">
            <dt>Id Proceso</dt>
            <dd className="code">{known.idProceso}</dd>
            <dt>Id Auxiliar</dt>
            <dd className="code">{known.idAuxiliar}</dd>
          </dl>
        </>
      ) : (
        <>
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
        </>
      )}
    </Screen>
  );
}
