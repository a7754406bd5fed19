import { useEffect, useState } from 'react';
import { Navigate, Route, Routes, useLocation, useNavigate } from 'react-router-dom';
import { PhotoScreen } from '../../camera/PhotoScreen.js';
import { adviceOn } from '../../capture/advise-shot.js';
import { NEW_CAPTURE, type Capture } from '../../capture/capture.js';
import { SignatureScreen } from '../../capture/SignatureScreen.js';
import { warmUp } from '../../reading/index.js';
import type { StoredSupport } from '../../capture/store-support.js';
import type { Lease } from '../../../../src/contexts/intake/wire/index.js';
import type { Enrolment } from '../../storage/vault.js';
import { keepVersion } from '../../update.js';
import { useServices } from '../../use-services.js';
import { PracticeMark } from '../PracticeMark.js';
import { AskEmail } from './AskEmail.js';
import { ChooseType } from './ChooseType.js';
import { ConfirmFields } from './ConfirmFields.js';
import { ConfirmOriginal } from './ConfirmOriginal.js';
import { Consent } from './Consent.js';
import { PhotoAdvice } from './PhotoAdvice.js';
import { Refuse } from './Refuse.js';
import { ShowAspirant } from './ShowAspirant.js';
import { ShowFolio } from './ShowFolio.js';
import { Unlock } from './Unlock.js';

/** What the password opened; gone when the flow is left. */
export interface OpenSession {
  readonly enrolment: Enrolment;
  readonly lease: Lease;
  readonly key: CryptoKey;
}

const STEPS = [
  'aviso',
  'tipo',
  'anverso',
  'reverso',
  'original',
  'datos',
  'consejos',
  'foto',
  'firma',
  'correo',
] as const;
type Step = (typeof STEPS)[number];

/** Captura de Datos, from the password to the folio (§8.1–8.11). The capture lives here, in memory, and nowhere else. */
export default function CaptureFlow() {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { sender } = useServices();
  const [session, setSession] = useState<OpenSession>();
  const [capture, setCapture] = useState<Capture>(NEW_CAPTURE);
  const [stored, setStored] = useState<StoredSupport>();
  useEffect(keepVersion, []);
  const here = pathname.split('/')[2] ?? '';
  if (!session) {
    if (here !== '') return <Navigate to="/captura" replace />;
    return (
      <Unlock
        onOpen={(opened) => {
          setSession(opened);
          navigate('/captura/aspirante', { replace: true });
        }}
      />
    );
  }
  const { lease } = session;
  const go = (step: Step): void => {
    navigate(`/captura/${step}`);
  };
  const keep = (change: Partial<Capture>, next: Step): void => {
    setCapture((before) => ({ ...before, ...change }));
    go(next);
  };
  const beginAnew = (): void => {
    setCapture(NEW_CAPTURE);
    setStored(undefined);
    navigate('/captura/aspirante', { replace: true });
  };
  const frame = (step: Step) => ({
    step: { number: STEPS.indexOf(step) + 1, of: STEPS.length },
    onBack: () => {
      navigate(-1);
    },
  });
  const refuse = <Refuse onRefuse={beginAnew} />;
  const begun = capture.consentedAt !== undefined;
  const needsBegun = STEPS.some((step) => step === here) && here !== 'aviso' && !begun;
  if (here === '' || needsBegun) return <Navigate to="/captura/aspirante" replace />;
  return (
    <>
      {lease.practice && <PracticeMark />}
      <Routes>
        <Route
          path="aspirante"
          element={
            <ShowAspirant
              lease={lease}
              onLeave={() => {
                navigate('/');
              }}
              onBegin={() => {
                setCapture(NEW_CAPTURE);
                go('aviso');
              }}
            />
          }
        />
        <Route
          path="aviso"
          element={
            <Consent
              {...frame('aviso')}
              lease={lease}
              refuse={refuse}
              onConsent={(consentedAt) => {
                keep({ consentedAt }, 'tipo');
              }}
            />
          }
        />
        <Route
          path="tipo"
          element={
            <ChooseType
              {...frame('tipo')}
              offered={lease.credentialTypes}
              onChoose={(credentialType) => {
                warmUp();
                keep({ credentialType, fieldsRead: {}, fieldsTyped: {}, readingOutcome: undefined }, 'anverso');
              }}
            />
          }
        />
        <Route
          path="anverso"
          element={
            <PhotoScreen
              key="anverso"
              {...frame('anverso')}
              aim="card"
              title="Anverso de la credencial"
              instruction="Acomode el frente en el marco"
              question="¿Se leen bien el nombre y la clave?"
              alt="Anverso de la credencial"
              onShot={adviceOn('front', capture.credentialType)}
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
              aim="card"
              title="Reverso de la credencial"
              instruction="Dé vuelta a la credencial y acomódela en el marco"
              question="¿Se leen bien los números?"
              alt="Reverso de la credencial"
              onShot={adviceOn('back', capture.credentialType)}
              onAccept={(reverso) => {
                keep({ reverso }, 'original');
              }}
            />
          }
        />
        <Route
          path="original"
          element={
            <ConfirmOriginal
              {...frame('original')}
              capture={capture}
              onConfirm={() => {
                keep({ isOriginal: true }, 'datos');
              }}
            />
          }
        />
        <Route
          path="datos"
          element={
            <ConfirmFields
              {...frame('datos')}
              capture={capture}
              onConfirm={(fields) => {
                keep(fields, 'consejos');
              }}
            />
          }
        />
        <Route
          path="consejos"
          element={
            <PhotoAdvice
              {...frame('consejos')}
              refuse={refuse}
              onReady={() => {
                go('foto');
              }}
            />
          }
        />
        <Route
          path="foto"
          element={
            <PhotoScreen
              key="foto"
              {...frame('foto')}
              aim="face"
              title="Fotografía de la persona"
              instruction="De frente, con el rostro descubierto"
              question="¿Se ve bien el rostro?"
              alt="Fotografía de la persona"
              onAccept={(photo, faceCheck) => {
                keep({ photo, faceCheck }, 'firma');
              }}
            />
          }
        />
        <Route
          path="firma"
          element={
            <SignatureScreen
              {...frame('firma')}
              title="Firma de la persona"
              instruction="Pida a la persona que firme con el dedo, como en su credencial."
              action="Guardar la firma"
              onAccept={(signature) => {
                keep({ signature }, 'correo');
              }}
            />
          }
        />
        <Route
          path="correo"
          element={
            <AskEmail
              {...frame('correo')}
              session={session}
              capture={capture}
              onStored={(support) => {
                setCapture(NEW_CAPTURE);
                setStored(support);
                void sender.run(false);
                navigate('/captura/folio', { replace: true });
              }}
              onDiscard={beginAnew}
            />
          }
        />
        <Route
          path="folio"
          element={
            stored ? (
              <ShowFolio support={stored} onContinue={beginAnew} />
            ) : (
              <Navigate to="/captura/aspirante" replace />
            )
          }
        />
      </Routes>
    </>
  );
}
