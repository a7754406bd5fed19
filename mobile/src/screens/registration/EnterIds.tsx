import { useCallback, useEffect, useRef, useState } from 'react';
import { miscopiedId } from '#electoral/identifiers';
import { normaliseAuxiliaryId, normaliseProcessCode } from '#electoral/normalise';
import type { RegistrationIds } from '#electoral/wire';
import { Button } from '../../components/Button.js';
import { Field } from '../../components/Field.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import { knownIds, type KnownIds } from '../../enrolment/known-ids.js';
import type { PendingEnrolment, SignInTicket } from '../../server/api.js';
import { RefusedError } from '../../server/errors.js';
import { TICKET_EXPIRED } from '../../enrolment/unsent-enrolment.js';
import { failureText } from '../../texts/failure.js';
import { useServices } from '../../use-services.js';

export interface EnterIdsProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly ticket: SignInTicket;
  /** False when the user came back to this step. */
  readonly isFirstVisit: boolean;
  /** To sign in with another account. */
  readonly onOtherAccount: () => void;
  /** @param otherDevices the number of other phones that the auxiliary has. */
  readonly onStarted: (enrolment: PendingEnrolment, ids: RegistrationIds, otherDevices: number) => void;
}

const ORIGINS: Readonly<Record<KnownIds['from'], string>> = {
  link: 'Estos datos vienen del enlace de su correo. Compruebe que son los que ese correo muestra.',
  phone: 'Estos son los datos con los que se registró en este teléfono.',
  typed: 'Estos son los datos que ya había escrito.',
};

/** Refusals that another account may resolve. */
const ACCOUNT_REFUSALS: ReadonlySet<string> = new Set(['AUXILIARIES.ENROLMENT_REFUSED', TICKET_EXPIRED]);

const MISCOPIED = 'No está bien copiado. Compárelo letra por letra con el de su correo.';

/** Errors that the ids themselves show, before the server is asked. */
function idFaults(typed: RegistrationIds): Partial<Record<keyof RegistrationIds, string>> {
  const isMissing = (id: keyof RegistrationIds): boolean => typed[id].trim() === '';
  if (isMissing('idProceso') || isMissing('idAuxiliar')) {
    return {
      ...(isMissing('idProceso') && { idProceso: 'Escriba su Id Proceso.' }),
      ...(isMissing('idAuxiliar') && { idAuxiliar: 'Escriba su Id Auxiliar.' }),
    };
  }
  const wrong = miscopiedId({
    idProceso: normaliseProcessCode(typed.idProceso),
    idAuxiliar: normaliseAuxiliaryId(typed.idAuxiliar),
  });
  return wrong === undefined ? {} : { [wrong]: MISCOPIED };
}

/**
 * Id Proceso and Id Auxiliar, from the e-mail of §6.5. Those of the e-mail's link are shown to be confirmed; those of a
 * registration on this phone, whose password is reset, are sent without asking (§7.5).
 */
export function EnterIds({ ticket, isFirstVisit, onOtherAccount, onStarted, ...screen }: EnterIdsProps) {
  const { server, vault } = useServices();
  const [known, setKnown] = useState(knownIds);
  const [idProceso, setIdProceso] = useState(known?.idProceso ?? '');
  const [idAuxiliar, setIdAuxiliar] = useState(known?.idAuxiliar ?? '');
  const [submitted, setSubmitted] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ readonly text: string; readonly offersAccount: boolean }>();
  const faults = submitted ? idFaults({ idProceso, idAuxiliar }) : {};
  const send = useCallback(async (): Promise<void> => {
    setSubmitted(true);
    setFailure(undefined);
    const { idProceso: process, idAuxiliar: auxiliary } = idFaults({ idProceso, idAuxiliar });
    if (process !== undefined || auxiliary !== undefined) {
      // Ids that are only displayed have no field for the error, so the fields are shown.
      setKnown(undefined);
      return;
    }
    setBusy(true);
    try {
      const ids = { idProceso: normaliseProcessCode(idProceso), idAuxiliar: normaliseAuxiliaryId(idAuxiliar) };
      const enrolment = await server.startEnrolment(ticket.ticket, ids);
      const own = (await vault.enrolments()).filter(({ lease }) => lease.auxiliary.id === enrolment.auxiliaryId).length;
      onStarted(enrolment, ids, Math.max(0, enrolment.devices.active - own));
    } catch (error) {
      const code = error instanceof RefusedError ? error.problem.code : undefined;
      setFailure({ text: failureText(error), offersAccount: code !== undefined && ACCOUNT_REFUSALS.has(code) });
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
          {failure?.offersAccount === true && (
            <Button kind="plain" disabled={busy} onPress={onOtherAccount}>
              Entrar con otra cuenta
            </Button>
          )}
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
          {failure.text}
        </Note>
      )}
      {known ? (
        <>
          <p>{ORIGINS[known.from]}</p>
          <dl className="facts">
            <dt>Id Proceso</dt>
            <dd className="code">{known.idProceso}</dd>
            <dt>Id Auxiliar</dt>
            <dd className="code">{known.idAuxiliar}</dd>
          </dl>
        </>
      ) : (
        <>
          <Field {...typing} label="Id Proceso" value={idProceso} onText={setIdProceso} error={faults.idProceso} />
          <Field
            {...typing}
            label="Id Auxiliar"
            help="Los dos están en el correo que recibió al ser dado de alta."
            value={idAuxiliar}
            onText={setIdAuxiliar}
            error={faults.idAuxiliar}
          />
        </>
      )}
    </Screen>
  );
}
