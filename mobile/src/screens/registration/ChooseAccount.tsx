import { useEffect, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { Note } from '../../components/Note.js';
import { Screen } from '../../components/Screen.js';
import { forgetIds, knownIds, rememberIds } from '../../enrolment/known-ids.js';
import { finishSignIn, keptTicket, startSignIn } from '../../enrolment/sign-in.js';
import { findUnsentEnrolment } from '../../enrolment/unsent-enrolment.js';
import { hasEnded } from '../../lease/main-action.js';
import type { SignInTicket } from '../../server/api.js';
import { failureText } from '../../texts/failure.js';
import type { Enrolment } from '../../storage/vault.js';
import { useOnline } from '../../use-online.js';
import { useServices } from '../../use-services.js';
import { AccountButtons } from './AccountButtons.js';
import { AccountText } from './AccountText.js';
import { DiscardUnsent } from './DiscardUnsent.js';
import { ResetChoice } from './ResetChoice.js';
import { useInterruptedRegistration } from './use-registration-note.js';

const NOT_COMPLETED = 'La entrada no se completó. Elija de nuevo su tipo de cuenta.';

/** First step: signs in with the account whose address the aspirant registered (§7.3); shows the warning of §7.6. */
export function ChooseAccount({ onSignedIn }: { readonly onSignedIn: (ticket: SignInTicket) => void }) {
  const services = useServices();
  const navigate = useNavigate();
  const online = useOnline();
  const [query] = useSearchParams();
  /** The registration to repeat, by device id; empty if the person must choose it. */
  const again = query.get('restablecer') ?? query.get('de-nuevo') ?? undefined;
  const resetting = query.has('restablecer');
  const returning = query.has('code');
  const [failure, setFailure] = useState(query.has('error') ? NOT_COMPLETED : undefined);
  const redeemed = useRef(false);
  const [enrolments, setEnrolments] = useState<readonly Enrolment[]>([]);
  const [chosen, setChosen] = useState<number>();
  const [mustChoose, setMustChoose] = useState(false);
  const [isUnsent, setUnsent] = useState(false);
  const [kept, setKept] = useState(keptTicket);
  const interrupted = useInterruptedRegistration();
  useEffect(() => {
    void findUnsentEnrolment(services.vault).then((unsent) => {
      setUnsent(unsent !== undefined);
    });
  }, [services]);
  useEffect(() => {
    if (again !== undefined) {
      void services.vault.enrolments().then((all) => {
        // A registration that has ended gets no other password.
        const stored = all.filter((enrolment) => !hasEnded(enrolment));
        setEnrolments(stored);
        const asked = stored.findIndex(({ deviceId }) => deviceId === again);
        // With several registrations the user must choose; none is preselected.
        if (asked >= 0) setChosen(asked);
        else if (stored.length === 1) setChosen(0);
      });
    } else if (!returning && knownIds()?.from === 'phone') {
      forgetIds();
    }
  }, [again, returning, services]);
  useEffect(() => {
    if (!returning || redeemed.current) return;
    redeemed.current = true;
    const redeem = async (): Promise<void> => {
      try {
        const ticket = await finishSignIn(services, query);
        if (ticket) onSignedIn(ticket);
        else setFailure(NOT_COMPLETED);
      } catch (error) {
        setFailure(failureText(error));
      }
    };
    void redeem();
  }, [returning, services, query, onSignedIn]);

  if (returning && failure === undefined) {
    return (
      <Screen title="Registro de Auxiliar">
        <p role="status">Comprobando su cuenta…</p>
      </Screen>
    );
  }
  /** @returns false if the person must first choose which registration to repeat. */
  const rememberChosen = (): boolean => {
    if (again === undefined || enrolments.length === 0) return true;
    const enrolment = chosen === undefined ? undefined : enrolments[chosen];
    setMustChoose(!enrolment);
    if (enrolment?.ids) rememberIds(enrolment.ids, 'phone');
    else if (enrolment) forgetIds();
    return enrolment !== undefined;
  };
  const signIn = (provider: 'google' | 'facebook'): void => {
    if (!rememberChosen()) return;
    setFailure(undefined);
    startSignIn(services, provider).catch((error: unknown) => {
      setFailure(failureText(error));
    });
  };
  const known = knownIds();
  const isKnown =
    again === undefined
      ? known !== undefined && known.from !== 'phone'
      : chosen !== undefined && enrolments[chosen]?.ids !== undefined;
  return (
    <Screen
      title={resetting ? 'Restablecer contraseña' : 'Registro de Auxiliar'}
      onBack={() => {
        navigate('/');
      }}
      actions={
        <AccountButtons
          online={online}
          kept={kept && (isUnsent || interrupted) ? kept : undefined}
          isUnsent={isUnsent}
          onContinue={onSignedIn}
          onOther={() => {
            setKept(undefined);
          }}
          onSignIn={signIn}
        />
      }
    >
      {failure !== undefined && (
        <Note kind="bad" live>
          {failure}
        </Note>
      )}
      {!online && (
        <Note kind="attention" live>
          Necesita conexión para registrarse. Conéctese a Internet para entrar con su cuenta.
        </Note>
      )}
      {enrolments.length > 1 && (resetting || chosen === undefined) && (
        <ResetChoice
          enrolments={enrolments}
          chosen={chosen}
          error={mustChoose ? 'Elija el registro cuya contraseña olvidó.' : undefined}
          onChoose={(index) => {
            setChosen(index);
            setMustChoose(false);
          }}
        />
      )}
      <AccountText {...{ resetting, isUnsent, interrupted, isKnown }} />
      {isUnsent && (
        <DiscardUnsent
          onDiscard={() => {
            void services.vault.saveSetting('unsentEnrolment', null).then(() => {
              setUnsent(false);
            });
          }}
        />
      )}
    </Screen>
  );
}
