import { useEffect, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import { Screen } from '../../components/Screen.js';
import { forgetIds, knownIds, rememberIds } from '../../enrolment/known-ids.js';
import { startSignIn, finishSignIn } from '../../enrolment/sign-in.js';
import type { SignInTicket } from '../../server/api.js';
import { failureText } from '../../texts/failure.js';
import type { Enrolment } from '../../storage/vault.js';
import { useServices } from '../../use-services.js';
import { ResetChoice } from './ResetChoice.js';

const NOT_COMPLETED = 'La entrada no se completó. Elija de nuevo su tipo de cuenta.';

/** First step: signs in with the account whose address the aspirant registered (§7.3); shows the warning of §7.6. */
export function ChooseAccount({ onSignedIn }: { readonly onSignedIn: (ticket: SignInTicket) => void }) {
  const services = useServices();
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const resetting = query.has('restablecer');
  const returning = query.has('code');
  const [failure, setFailure] = useState(query.has('error') ? NOT_COMPLETED : undefined);
  const redeemed = useRef(false);
  const [enrolments, setEnrolments] = useState<readonly Enrolment[]>([]);
  const [chosen, setChosen] = useState<number>();
  const [mustChoose, setMustChoose] = useState(false);
  useEffect(() => {
    if (resetting) {
      void services.vault.enrolments().then((stored) => {
        setEnrolments(stored);
        // With several registrations the person must choose; none is preselected.
        if (stored.length === 1) setChosen(0);
      });
    } else if (!returning && knownIds()?.from === 'phone') {
      forgetIds();
    }
  }, [resetting, returning, services]);
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
  const signIn = (provider: 'google' | 'facebook'): void => {
    if (resetting && enrolments.length > 0) {
      const enrolment = chosen === undefined ? undefined : enrolments[chosen];
      if (!enrolment) {
        setMustChoose(true);
        return;
      }
      if (enrolment.ids) rememberIds(enrolment.ids, 'phone');
      else forgetIds();
    }
    if (!navigator.onLine) setFailure('Sin conexión. El registro necesita Internet; conéctese e intente de nuevo.');
    else void startSignIn(services, provider);
  };
  const isKnown = resetting
    ? chosen !== undefined && enrolments[chosen]?.ids !== undefined
    : knownIds()?.from === 'link';
  return (
    <Screen
      title={resetting ? 'Restablecer contraseña' : 'Registro de Auxiliar'}
      onBack={() => {
        navigate('/');
      }}
      actions={
        <>
          <Button
            onPress={() => {
              signIn('google');
            }}
          >
            Entrar con Google
          </Button>
          <Button
            kind="plain"
            onPress={() => {
              signIn('facebook');
            }}
          >
            Entrar con Facebook
          </Button>
        </>
      }
    >
      {failure !== undefined && (
        <Note kind="bad" live>
          {failure}
        </Note>
      )}
      {resetting && (
        <p>
          Nadie puede recuperar su contraseña anterior. Para crear otra, regístrese de nuevo en este teléfono: sus
          apoyos guardados no se pierden y se seguirán enviando.
        </p>
      )}
      {enrolments.length > 1 && (
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
      <p>Entre con la cuenta de correo que dio a la persona aspirante.</p>
      {isKnown ? (
        <p>Tenga a la mano su credencial para votar. Su Id Proceso y su Id Auxiliar ya están escritos.</p>
      ) : (
        <p>Tenga a la mano su credencial para votar, su Id Proceso y su Id Auxiliar: llegaron a ese correo.</p>
      )}
      <Note kind="attention">
        Si usa la misma cuenta en varios teléfonos, Google o Facebook pueden bloquearla. Úsela solo en este.
      </Note>
    </Screen>
  );
}
