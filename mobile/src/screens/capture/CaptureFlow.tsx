import { useEffect, useState } from 'react';
import { Navigate, Route, Routes, useLocation, useNavigate } from 'react-router-dom';
import { adviceOn } from '../../capture/advise-shot.js';
import { NEW_CAPTURE, type Capture } from '../../capture/capture.js';
import { useLeaveGuard } from '../../capture/use-leave-guard.js';
import { useWakeLock } from '../../capture/use-wake-lock.js';
import { SignatureScreen } from '../../capture/SignatureScreen.js';
import { warmUp } from '../../reading/index.js';
import type { StoredSupport } from '../../capture/store-support.js';
import type { Lease } from '#electoral/wire';
import { standing } from '../../lease/unlock.js';
import { useIdleLock } from '../../lease/use-idle-lock.js';
import type { Enrolment } from '../../storage/vault.js';
import { keepVersion } from '../../update.js';
import { Button } from '../../components/Button.js';
import { useServices } from '../../use-services.js';
import { PracticeMark } from '../PracticeMark.js';
import { AskAssistance, type AssistanceFacts } from './AskAssistance.js';
import { AskEmail } from './AskEmail.js';
import { ChooseType } from './ChooseType.js';
import { ConfirmFields } from './ConfirmFields.js';
import { ConfirmOriginal } from './ConfirmOriginal.js';
import { Consent } from './Consent.js';
import { IdleWarning } from './IdleWarning.js';
import { LeaveCapture } from './LeaveCapture.js';
import { PhotoAdvice } from './PhotoAdvice.js';
import { Refuse } from './Refuse.js';
import { ShowAspirant } from './ShowAspirant.js';
import { ShowFolio } from './ShowFolio.js';
import { isStep, numberOf, STEP_COUNT, type Step } from './steps.js';
import { TakePhoto } from './TakePhoto.js';
import { Unlock } from './Unlock.js';

/** What the password opened; gone when the flow is left. */
export interface OpenSession {
  readonly enrolment: Enrolment;
  readonly lease: Lease;
  readonly key: CryptoKey;
}

/** Captura de Datos, from the password to the folio (§8.1–8.11). The capture lives here, in memory, and nowhere else. */
export default function CaptureFlow() {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const services = useServices();
  const { clock, sender } = services;
  const [session, setSession] = useState<OpenSession>();
  const [capture, setCapture] = useState<Capture>(NEW_CAPTURE);
  const [stored, setStored] = useState<StoredSupport>();
  const [assistance, setAssistance] = useState<Partial<AssistanceFacts>>();
  /** The steps that were entered, in their order: the way back, and where a capture goes on that was nearly left. */
  const [way, setWay] = useState<readonly Step[]>([]);
  const [closed, setClosed] = useState(false);
  const [storing, setStoring] = useState(false);
  useEffect(keepVersion, []);
  // While a support is sealed its screen stays: who goes back meanwhile would seal it twice, or believe it erased.
  const here = storing ? 'correo' : (pathname.split('/')[2] ?? '');
  const begun = capture.consentedAt !== undefined;
  useLeaveGuard(begun);
  useWakeLock(session !== undefined && here !== '');
  const idle = useIdleLock(clock, session !== undefined, begun, () => {
    forget();
    setClosed(begun);
    setSession(undefined);
  });
  const forget = (): void => {
    setCapture(NEW_CAPTURE);
    setStored(undefined);
    setAssistance(undefined);
    setWay([]);
  };
  if (!session) {
    if (here !== '') return <Navigate to="/captura" replace />;
    return (
      <Unlock
        closed={closed}
        onOpen={(opened) => {
          setClosed(false);
          setSession(opened);
          navigate('/captura/aspirante', { replace: true });
        }}
      />
    );
  }
  const { lease } = session;
  const go = (step: Step): void => {
    setWay((before) => [...before.slice(0, before.includes(step) ? before.indexOf(step) : undefined), step]);
    navigate(`/captura/${step}`);
  };
  const keep = (change: Partial<Capture>, next: Step): void => {
    setCapture((before) => ({ ...before, ...change }));
    go(next);
  };
  const beginAnew = (): void => {
    forget();
    navigate('/captura/aspirante', { replace: true });
  };
  const frame = (step: Step) => ({
    step: { number: numberOf(step), of: STEP_COUNT },
    onBack: () => {
      navigate(-1);
    },
  });
  const refuse = <Refuse onRefuse={beginAnew} />;
  // The folio and its code are all that the person takes along: only «Continuar» leaves them.
  if (stored && here !== 'folio') return <Navigate to="/captura/folio" replace />;
  const needsBegun = isStep(here) && here !== 'aviso' && !begun;
  if (here === '' || needsBegun) return <Navigate to="/captura/aspirante" replace />;
  // The last place before the way out: whoever comes back to it with something captured is asked, each time anew.
  if (here === 'aspirante' && begun) return <Navigate to="/captura/salir" />;
  const goOn = (): void => {
    // Each step gets its place in the history again, so that the way back is the one it was.
    const [first, ...rest] = way.length === 0 ? (['aviso', 'tipo'] as const) : way;
    navigate(`/captura/${first}`, { replace: true });
    for (const step of rest) navigate(`/captura/${step}`);
  };
  const { assisted } = lease;
  const assistedFacts = (facts: AssistanceFacts): void => {
    setAssistance(facts);
    setCapture(({ assisted: before, signature, ...rest }) => ({
      ...rest,
      ...(signature && facts.mark === assistance?.mark && { signature }),
      // What a witness has signed is theirs, and nobody else's.
      ...(before?.witness === facts.witness && { assisted: { ...before, ...facts } }),
    }));
    go(facts.mark === 'none' ? 'testigo' : 'marca');
  };
  return (
    <>
      {lease.practice && <PracticeMark />}
      {idle.state.kind === 'warning' && <IdleWarning secondsLeft={idle.state.secondsLeft} onStay={idle.stay} />}
      <Routes location={`/captura/${here}`}>
        <Route
          path="aspirante"
          element={
            <ShowAspirant
              lease={lease}
              onLeave={() => {
                navigate('/');
              }}
              judge={() => standing(services, session.enrolment.deviceId, session.key)}
              onBegin={({ enrolment }) => {
                setSession({ ...session, enrolment, lease: enrolment.lease });
                forget();
                go('aviso');
              }}
            />
          }
        />
        <Route
          path="salir"
          element={
            begun ? <LeaveCapture onStay={goOn} onDiscard={beginAnew} /> : <Navigate to="/captura/aspirante" replace />
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
            <TakePhoto
              key="anverso"
              taken={capture.anverso}
              onKeep={() => {
                go('reverso');
              }}
              {...frame('anverso')}
              aim="card"
              title="Anverso de la credencial"
              instruction="Acomode el frente en el marco"
              question="¿Se leen bien el nombre y la clave?"
              alt="Anverso de la credencial"
              onShot={adviceOn('front', capture.credentialType)}
              onAccept={(anverso) => {
                keep({ anverso, isOriginal: false }, 'reverso');
              }}
            />
          }
        />
        <Route
          path="reverso"
          element={
            <TakePhoto
              key="reverso"
              taken={capture.reverso}
              onKeep={() => {
                go('original');
              }}
              {...frame('reverso')}
              aim="card"
              title="Reverso de la credencial"
              instruction="Dé vuelta a la credencial y acomódela en el marco"
              question="¿Se leen bien los números?"
              alt="Reverso de la credencial"
              onShot={adviceOn('back', capture.credentialType)}
              onAccept={(reverso) => {
                keep({ reverso, isOriginal: false }, 'original');
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
            <TakePhoto
              key="foto"
              taken={capture.photo}
              onKeep={() => {
                go('firma');
              }}
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
              key="firma"
              {...frame('firma')}
              taken={capture.assisted ? undefined : capture.signature}
              title="Firma de la persona"
              instruction="Pida a la persona que firme con el dedo, como en su credencial."
              action="Guardar la firma"
              onAccept={(signature) => {
                keep({ signature, assisted: undefined }, 'correo');
              }}
            >
              {assisted && (
                <Button
                  kind="quiet"
                  onPress={() => {
                    go('asistida');
                  }}
                >
                  No puede firmar, ver o estar quieta: captura asistida
                </Button>
              )}
            </SignatureScreen>
          }
        />
        <Route
          path="asistida"
          element={
            assisted ? (
              <AskAssistance
                {...frame('asistida')}
                reasons={assisted.reasons}
                given={assistance}
                onGive={assistedFacts}
              />
            ) : (
              <Navigate to="/captura/firma" replace />
            )
          }
        />
        <Route
          path="marca"
          element={
            <SignatureScreen
              key="marca"
              {...frame('marca')}
              kind={assistance?.mark === 'mark' ? 'mark' : 'signature'}
              taken={capture.signature}
              title={assistance?.mark === 'mark' ? 'Marca de la persona' : 'Firma de la persona'}
              instruction={
                assistance?.mark === 'mark'
                  ? 'Pida a la persona que ponga una cruz, un trazo o su huella dentro del recuadro.'
                  : 'Ayude a la persona a firmar dentro del recuadro.'
              }
              action={assistance?.mark === 'mark' ? 'Guardar la marca' : 'Guardar la firma'}
              onAccept={(signature) => {
                keep({ signature }, 'testigo');
              }}
            />
          }
        />
        <Route
          path="testigo"
          element={
            isWhole(assistance) ? (
              <SignatureScreen
                key="testigo"
                {...frame('testigo')}
                taken={capture.assisted?.witnessSignature}
                title="Firma del testigo"
                instruction={`${assistance.witness}: firme con el dedo. Con su firma dice que la persona da su apoyo por voluntad propia.`}
                action="Guardar la firma del testigo"
                onAccept={(witnessSignature) => {
                  keep({ assisted: { ...assistance, witnessSignature } }, 'correo');
                }}
              />
            ) : (
              <Navigate to="/captura/firma" replace />
            )
          }
        />
        <Route
          path="correo"
          element={
            <AskEmail
              {...frame('correo')}
              session={session}
              capture={capture}
              busy={storing}
              onBusy={setStoring}
              onStored={(support) => {
                forget();
                setStored(support);
                void sender.run(false);
                navigate('/captura/folio', { replace: true });
              }}
              onDiscard={beginAnew}
              onEmail={(citizenEmail) => {
                setCapture((before) => ({ ...before, citizenEmail }));
              }}
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

function isWhole(facts: Partial<AssistanceFacts> | undefined): facts is AssistanceFacts {
  return facts?.reason !== undefined && facts.mark !== undefined && facts.witness !== undefined;
}
