import { useEffect, useState } from 'react';
import { Navigate, Route, Routes, useLocation, useNavigate } from 'react-router-dom';
import type { AcceptedDuties } from '#electoral/wire';
import { PhotoScreen } from '../../camera/PhotoScreen.js';
import type { Picture } from '../../capture/capture.js';
import { SignatureScreen } from '../../capture/SignatureScreen.js';
import type { AcceptedDevice } from '../../enrolment/enrol-device.js';
import type { BegunEnrolment, SignInTicket } from '../../server/api.js';
import { keepVersion } from '../../update.js';
import { ChooseAccount } from './ChooseAccount.js';
import { ChoosePassword } from './ChoosePassword.js';
import { Duties } from './Duties.js';
import { GiveIds } from './GiveIds.js';
import { OtherDevices } from './OtherDevices.js';
import { Registered } from './Registered.js';
import { SendRegistration } from './SendRegistration.js';

/** All of a registration while it goes on; in memory alone (§7.2–7.4). */
export interface RegistrationDraft {
  readonly ticket?: SignInTicket;
  readonly begun?: BegunEnrolment;
  readonly duties?: AcceptedDuties;
  readonly anverso?: Picture;
  readonly reverso?: Picture;
  readonly selfie?: Picture;
  readonly signature?: Picture;
  readonly accepted?: AcceptedDevice;
  readonly finished?: boolean;
}

const STEPS = ['datos', 'obligaciones', 'anverso', 'reverso', 'selfie', 'firma', 'envio', 'contrasena'] as const;
type Step = (typeof STEPS)[number];
/** Screens that are no step of their own. */
type Aside = 'otro-telefono' | 'listo';

export default function Registration() {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [draft, setDraft] = useState<RegistrationDraft>({});
  useEffect(keepVersion, []);
  const here = pathname.split('/')[2] ?? '';
  if (here !== '' && !draft.ticket) return <Navigate to="/registro" replace />;

  // Accepted is accepted: nothing before the password may be done once more, or the key that the server knows is lost.
  if (draft.accepted && here !== 'contrasena') return <Navigate to="/registro/contrasena" replace />;

  const go = (step: Step | Aside): void => {
    navigate(`/registro/${step}`);
  };
  const keep = (change: RegistrationDraft, next: Step | Aside): void => {
    setDraft((before) => ({ ...before, ...change }));
    go(next);
  };
  const frame = (step: Step) => ({
    step: { number: STEPS.indexOf(step) + 1, of: STEPS.length },
    onBack: () => {
      navigate(-1);
    },
  });
  const photo = { aim: 'card', instruction: 'Acomode su credencial en el marco' } as const;
  return (
    <Routes>
      <Route
        index
        element={
          <ChooseAccount
            onSignedIn={(ticket) => {
              setDraft({ ticket });
              navigate('/registro/datos', { replace: true });
            }}
          />
        }
      />
      <Route
        path="datos"
        element={
          draft.ticket && (
            <GiveIds
              {...frame('datos')}
              ticket={draft.ticket}
              onBegun={(begun, others) => {
                keep({ begun }, others > 0 ? 'otro-telefono' : 'obligaciones');
              }}
            />
          )
        }
      />
      <Route
        path="otro-telefono"
        element={
          draft.begun && (
            <OtherDevices
              devices={draft.begun.devices}
              onBack={frame('datos').onBack}
              onContinue={() => {
                go('obligaciones');
              }}
            />
          )
        }
      />
      <Route
        path="obligaciones"
        element={
          draft.begun && (
            <Duties
              {...frame('obligaciones')}
              duties={draft.begun.duties}
              onAccept={(duties) => {
                keep({ duties }, 'anverso');
              }}
            />
          )
        }
      />
      <Route
        path="anverso"
        element={
          <PhotoScreen
            key="anverso"
            {...frame('anverso')}
            {...photo}
            title="Su credencial: anverso"
            question="¿Se leen bien sus datos?"
            alt="Anverso de su credencial"
            onAccept={(anverso) => {
              keep({ anverso }, 'reverso');
            }}
          />
        }
      />
      <Route
        path="reverso"
        element={
          <PhotoScreen
            key="reverso"
            {...frame('reverso')}
            {...photo}
            title="Su credencial: reverso"
            question="¿Se leen bien los números?"
            alt="Reverso de su credencial"
            onAccept={(reverso) => {
              keep({ reverso }, 'selfie');
            }}
          />
        }
      />
      <Route
        path="selfie"
        element={
          <PhotoScreen
            {...frame('selfie')}
            aim="face"
            facing="user"
            title="Su fotografía"
            instruction="Mire de frente, con el rostro descubierto"
            question="¿Se ve bien su rostro?"
            alt="Su fotografía"
            onAccept={(selfie) => {
              keep({ selfie }, 'firma');
            }}
          />
        }
      />
      <Route
        path="firma"
        element={
          <SignatureScreen
            {...frame('firma')}
            title="Su firma"
            instruction="Firme con el dedo dentro del recuadro, como en su credencial."
            action="Guardar mi firma"
            onAccept={(signature) => {
              keep({ signature }, 'envio');
            }}
          />
        }
      />
      <Route
        path="envio"
        element={
          <SendRegistration
            {...frame('envio')}
            draft={draft}
            onAccepted={(accepted) => {
              // The images did their part; they are not kept a moment longer.
              setDraft({ ticket: draft.ticket, accepted });
              navigate('/registro/contrasena', { replace: true });
            }}
          />
        }
      />
      <Route
        path="contrasena"
        element={
          draft.accepted ? (
            <ChoosePassword
              step={frame('contrasena').step}
              device={draft.accepted}
              onKept={() => {
                setDraft({ ticket: draft.ticket, finished: true });
                navigate('/registro/listo', { replace: true });
              }}
            />
          ) : (
            <Navigate to="/registro" replace />
          )
        }
      />
      <Route path="listo" element={draft.finished ? <Registered /> : <Navigate to="/" replace />} />
    </Routes>
  );
}
