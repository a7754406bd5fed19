import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Button } from '../../components/Button.js';
import { Field } from '../../components/Field.js';
import { Note } from '../../components/Note.js';
import { Screen } from '../../components/Screen.js';
import { judgeLease, type LeaseVerdict } from '../../lease/judge-lease.js';
import { acceptDuties, renewLease, unlock } from '../../lease/unlock.js';
import type { Enrolment } from '../../storage/vault.js';
import { failureText } from '../../texts/failure.js';
import { useServices } from '../../use-services.js';
import type { Duties as DutiesText } from '../../server/api.js';
import { LeaseNote } from '../LeaseNote.js';
import { Duties } from '../registration/Duties.js';
import type { OpenSession } from './CaptureFlow.js';

/** The local password (§8.1); then the right to capture, renewed when there is a connection (decision 8). */
export function Unlock({ onOpen }: { readonly onOpen: (session: OpenSession) => void }) {
  const services = useServices();
  const navigate = useNavigate();
  const [enrolments, setEnrolments] = useState<readonly Enrolment[]>();
  const [chosen, setChosen] = useState(0);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const [verdict, setVerdict] = useState<LeaseVerdict>();
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<{ readonly duties: DutiesText; readonly session: OpenSession }>();
  useEffect(() => {
    void services.vault.enrolments().then(setEnrolments);
  }, [services]);
  useEffect(() => {
    if (enrolments?.length === 0) navigate('/registro', { replace: true });
  }, [enrolments, navigate]);

  const open = async (enrolment: Enrolment): Promise<void> => {
    const tried = await unlock(services, enrolment.deviceId, password);
    setPassword('');
    if (tried.kind !== 'open') {
      setError(waitText(tried.kind === 'wrong', tried.waitMs));
      return;
    }
    const { lease, duties } = await renewLease(services, enrolment.deviceId, tried.key);
    const judged = judgeLease(lease, (await services.clock.now())?.at);
    if (judged.kind !== 'may-capture') setVerdict(judged);
    else if (duties) setAsked({ duties, session: { enrolment, lease, key: tried.key } });
    else onOpen({ enrolment, lease, key: tried.key });
  };
  const enter = async (): Promise<void> => {
    const enrolment = enrolments?.[chosen];
    if (!enrolment || busy) return;
    if (password === '') {
      setError('Escriba su contraseña.');
      return;
    }
    setBusy(true);
    setError(undefined);
    setRefusal(undefined);
    setVerdict(undefined);
    try {
      await open(enrolment);
    } catch (failure) {
      setRefusal(failureText(failure));
    } finally {
      setBusy(false);
    }
  };
  if (asked) {
    const { duties, session } = asked;
    return (
      <Duties
        duties={duties}
        changed
        onBack={() => {
          setAsked(undefined);
        }}
        onAccept={(accepted) => {
          void acceptDuties(services, session.enrolment.deviceId, session.key, accepted).then(
            () => {
              onOpen(session);
            },
            (failure: unknown) => {
              setAsked(undefined);
              setRefusal(failureText(failure));
            },
          );
        }}
      />
    );
  }
  return (
    <Screen
      title="Captura de Datos"
      onBack={() => {
        navigate('/');
      }}
      actions={
        <Button disabled={busy} onPress={() => void enter()}>
          {busy ? 'Abriendo…' : 'Entrar'}
        </Button>
      }
    >
      {refusal !== undefined && (
        <Note kind="bad" live>
          {refusal}
        </Note>
      )}
      {verdict && <LeaseNote verdict={verdict} />}
      {enrolments && enrolments.length > 1 && (
        <fieldset className="field">
          <legend>¿Para quién va a captar?</legend>
          {enrolments.map(({ deviceId, lease }, index) => (
            <label key={deviceId} className="check">
              <input
                type="radio"
                name="enrolment"
                checked={index === chosen}
                onChange={() => {
                  setChosen(index);
                }}
              />
              <span>
                {lease.aspirant.name} · {lease.aspirant.office}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <Field
          label="Contraseña de este teléfono"
          type="password"
          autoComplete="current-password"
          value={password}
          onText={setPassword}
          error={error}
        />
      </form>
    </Screen>
  );
}

function waitText(wrong: boolean, waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1000);
  const wait = seconds > 90 ? `${String(Math.ceil(seconds / 60))} minutos` : `${String(seconds)} segundos`;
  if (!wrong) return `Espere ${wait} antes de intentar de nuevo.`;
  return seconds > 0
    ? `La contraseña no es correcta. Espere ${wait} antes de intentar de nuevo.`
    : 'La contraseña no es correcta. Escríbala de nuevo.';
}
