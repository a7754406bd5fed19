import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { SeenCards } from '../../capture/seen-cards.js';
import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import { PasswordField } from '../../components/PasswordField.js';
import { Screen } from '../../components/Screen.js';
import { restorePendingReceipts } from '../../enrolment/restore-receipts.js';
import { captureStatus, type LeaseStatus } from '../../lease/lease-status.js';
import { isClosed, mainAction, mayRepeatCapture } from '../../lease/main-action.js';
import { acceptDuties, renewLeaseInTime, unlock, type ServerFailure } from '../../lease/unlock.js';
import { refreshNotice } from '../../privacy/refresh-notice.js';
import { APP_VERSION } from '../../server/settings.js';
import type { Services } from '../../services.js';
import type { Enrolment } from '../../storage/vault.js';
import { failureText } from '../../texts/failure.js';
import { useServices } from '../../use-services.js';
import type { Duties as DutiesText } from '../../server/api.js';
import { InterruptedNote } from '../InterruptedNote.js';
import { LeaseNote } from '../LeaseNote.js';
import { Duties } from '../registration/Duties.js';
import type { OpenSession } from './open-session.js';

export interface UnlockProps {
  readonly onOpen: (session: OpenSession) => void;
}

interface Denial {
  readonly status: LeaseStatus;
  readonly serverFailure?: ServerFailure;
}

/**
 * Asks for the local password (§8.1), then renews the lease if there is a connection (decision 8). Asks for none if the
 * registration cannot capture any more.
 */
export function Unlock({ onOpen }: UnlockProps) {
  const services = useServices();
  const navigate = useNavigate();
  const [enrolments, setEnrolments] = useState<readonly Enrolment[]>();
  const [statuses, setStatuses] = useState<ReadonlyMap<string, LeaseStatus>>(new Map());
  const [chosen, setChosen] = useState<number>();
  const [mustChoose, setMustChoose] = useState(false);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const [denied, setDenied] = useState<Denial>();
  const [busy, setBusy] = useState(false);
  const [pendingDuties, setPendingDuties] = useState<{ readonly duties: DutiesText; readonly session: OpenSession }>();
  useEffect(() => {
    void readEnrolments(services).then(({ stored, statusOf }) => {
      setEnrolments(stored);
      setStatuses(statusOf);
      // With several registrations the user must choose; none is preselected.
      if (stored.length === 1) setChosen(0);
    });
  }, [services]);
  useEffect(() => {
    if (enrolments?.length === 0) navigate('/registro', { replace: true });
  }, [enrolments, navigate]);

  const open = async (enrolment: Enrolment): Promise<void> => {
    const result = await unlock(services, enrolment.deviceId, password);
    setPassword('');
    if (result.kind !== 'open') {
      setError(waitText(result.kind === 'wrong', result.waitMs));
      return;
    }
    const {
      enrolment: fresh,
      duties,
      serverFailure,
    } = await renewLeaseInTime(services, enrolment.deviceId, result.key);
    const status = captureStatus(fresh, (await services.clock.now())?.at, APP_VERSION);
    // Not awaited: the user need not wait for these.
    if (serverFailure === undefined) {
      void restorePendingReceipts(services, enrolment.deviceId, result.key);
      void refreshNotice(services, fresh.lease.privacyNotice.version);
    }
    const session = { enrolment: fresh, lease: fresh.lease, key: result.key, seen: new SeenCards() };
    if (status.kind !== 'may-capture') {
      setDenied({ status, serverFailure });
      // A final refusal needs no second password.
      setEnrolments((before) => before?.map((one) => (one.deviceId === fresh.deviceId ? fresh : one)));
      setStatuses((before) => new Map([...before, [fresh.deviceId, status]]));
    } else if (duties) setPendingDuties({ duties, session });
    else onOpen(session);
  };
  const submit = async (): Promise<void> => {
    if (!enrolments || busy) return;
    const enrolment = chosen === undefined ? undefined : enrolments[chosen];
    if (!enrolment) {
      setMustChoose(true);
      return;
    }
    if (password === '') {
      setError('Escriba su contraseña.');
      return;
    }
    setBusy(true);
    setError(undefined);
    setRefusal(undefined);
    setDenied(undefined);
    try {
      await open(enrolment);
    } catch (failure) {
      setRefusal(failureText(failure));
    } finally {
      setBusy(false);
    }
  };
  if (pendingDuties) {
    const { duties, session } = pendingDuties;
    return (
      <Duties
        duties={duties}
        changed
        onBack={() => {
          setPendingDuties(undefined);
        }}
        onAccept={(accepted) => {
          void acceptDuties(services, session.enrolment.deviceId, session.key, accepted).then(
            () => {
              onOpen(session);
            },
            (failure: unknown) => {
              setPendingDuties(undefined);
              setRefusal(failureText(failure));
            },
          );
        }}
      />
    );
  }
  const selected = chosen === undefined ? undefined : enrolments?.[chosen];
  const closed = selected && isClosed(selected) ? selected : undefined;
  const closedStatus = closed && statuses.get(closed.deviceId);
  return (
    <Screen
      title="Captura de Datos"
      onBack={() => {
        navigate('/');
      }}
      actions={
        closed ? (
          <NextStep enrolment={closed} statuses={statuses} />
        ) : (
          <Button disabled={busy} onPress={() => void submit()}>
            {busy ? 'Abriendo…' : 'Entrar'}
          </Button>
        )
      }
    >
      {closedStatus && <LeaseNote status={closedStatus} live />}
      {refusal !== undefined && (
        <Note kind="bad" live>
          {refusal}
        </Note>
      )}
      {enrolments && <InterruptedNote services={services} mayRepeat={mayRepeatCapture(enrolments, statuses)} />}
      {denied && !closed && <LeaseNote {...denied} live />}
      {enrolments && enrolments.length > 1 && (
        <fieldset className="field">
          <legend>¿Para quién va a captar?</legend>
          {mustChoose && (
            <p className="error" role="alert">
              Elija para quién va a captar.
            </p>
          )}
          {enrolments.map(({ deviceId, lease }, index) => (
            <label key={deviceId} className="check">
              <input
                type="radio"
                name="enrolment"
                checked={index === chosen}
                onChange={() => {
                  setChosen(index);
                  setMustChoose(false);
                  setError(undefined);
                  setRefusal(undefined);
                  setDenied(undefined);
                }}
              />
              <span>
                <strong>{lease.aspirant.name}</strong>
                {lease.aspirant.office} · como {lease.auxiliary.name}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {!closed && (
        <>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <PasswordField
              label="Contraseña de este teléfono"
              autoComplete="current-password"
              value={password}
              onText={setPassword}
              error={error}
            />
          </form>
          <button
            type="button"
            className="link"
            onClick={() => {
              navigate('/registro?restablecer');
            }}
          >
            ¿Olvidó su contraseña?
          </button>
        </>
      )}
    </Screen>
  );
}

interface NextStepProps {
  readonly enrolment: Enrolment;
  readonly statuses: ReadonlyMap<string, LeaseStatus>;
}

/** What is left to do with a registration that cannot capture any more. */
function NextStep({ enrolment, statuses }: NextStepProps) {
  const navigate = useNavigate();
  const next = mainAction([enrolment], statuses);
  if (next.kind === 'register')
    return (
      <Button
        onPress={() => {
          navigate(`/registro?de-nuevo=${enrolment.deviceId}`);
        }}
      >
        Registrar de nuevo este teléfono
      </Button>
    );
  return (
    <Button
      onPress={() => {
        navigate('/envios');
      }}
    >
      Ver envíos y acuses
    </Button>
  );
}

async function readEnrolments({
  vault,
  clock,
}: Services): Promise<{ readonly stored: readonly Enrolment[]; readonly statusOf: ReadonlyMap<string, LeaseStatus> }> {
  const stored = await vault.enrolments();
  const now = (await clock.now())?.at;
  return { stored, statusOf: new Map(stored.map((one) => [one.deviceId, captureStatus(one, now, APP_VERSION)])) };
}

function waitText(wrong: boolean, waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1000);
  const wait = seconds > 90 ? `${String(Math.ceil(seconds / 60))} minutos` : `${String(seconds)} segundos`;
  const forgotten = 'Si la olvidó, presione «¿Olvidó su contraseña?».';
  if (!wrong) return `Espere ${wait} antes de intentar de nuevo. ${forgotten}`;
  return seconds > 0
    ? `La contraseña no es correcta. Espere ${wait} antes de intentar de nuevo. ${forgotten}`
    : 'La contraseña no es correcta. Escríbala de nuevo.';
}
