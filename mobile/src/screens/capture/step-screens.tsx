import type { ReactNode } from 'react';
import { shotAdvisor } from '../../capture/shot-advisor.js';
import { isComplete, type AssistanceFacts, type Capture } from '../../capture/capture.js';
import { SignatureScreen } from '../../capture/SignatureScreen.js';
import type { StoredSupport } from '../../capture/store-support.js';
import type { ScreenProps } from '../../components/Screen.js';
import { warmUp } from '../../reading/index.js';
import { AskAssistance } from './AskAssistance.js';
import { AskEmail } from './AskEmail.js';
import type { CaptureState } from './capture-state.js';
import { ChooseType } from './ChooseType.js';
import { ConfirmFields } from './ConfirmFields.js';
import { ConfirmOriginal } from './ConfirmOriginal.js';
import { Consent } from './Consent.js';
import { AnnounceAssistance, OfferAssistance } from './OfferAssistance.js';
import type { OpenSession } from './open-session.js';
import { PhotoAdvice } from './PhotoAdvice.js';
import type { Step } from './steps.js';
import { TakePhoto } from './TakePhoto.js';
import { WitnessNotice } from './WitnessNotice.js';

export interface StepScreenProps {
  readonly state: CaptureState;
  readonly session: OpenSession;
  readonly frame: Pick<ScreenProps, 'step' | 'onBack'>;
  /** Stores the answer to this step and goes to the next. */
  readonly onAnswer: (change: Partial<Capture>) => void;
  /** Goes to the next step and leaves the capture as it is. */
  readonly onContinue: () => void;
  readonly onAssist: () => void;
  readonly onAssistance: (facts: AssistanceFacts) => void;
  readonly onEmail: (email: string) => void;
  readonly onBusy: (busy: boolean) => void;
  readonly onStored: (support: StoredSupport) => void;
  readonly onDiscard: () => void;
}

const TYPED_INSTEAD = 'si los datos no se leen, los escribirá usted.';

type RenderStep = (props: StepScreenProps) => ReactNode;

/** The screen of each step. The caller gives each a `key`: several steps share a component. */
export const STEP_SCREENS: Readonly<Record<Step, RenderStep>> = {
  aviso: ({ frame, session, onAnswer }) => (
    <Consent
      {...frame}
      lease={session.lease}
      onConsent={(consentedAt) => {
        onAnswer({ consentedAt });
      }}
    />
  ),
  tipo: ({ frame, session, onAnswer }) => (
    <ChooseType
      {...frame}
      offered={session.lease.credentialTypes}
      onChoose={(credentialType) => {
        warmUp();
        onAnswer({ credentialType });
      }}
    />
  ),
  anverso: ({ frame, state: { capture }, onAnswer, onContinue }) => (
    <TakePhoto
      {...frame}
      taken={capture.anverso}
      onUse={onContinue}
      subject="card"
      title="Frente de la credencial"
      instruction="Acomode el frente en el marco"
      question="¿Se leen bien el nombre y la clave?"
      alt="Frente de la credencial"
      ifUnread={TYPED_INSTEAD}
      onShot={shotAdvisor('front', capture.credentialType)}
      onAccept={(anverso) => {
        onAnswer({ anverso });
      }}
    />
  ),
  reverso: ({ frame, state: { capture }, onAnswer, onContinue }) => (
    <TakePhoto
      {...frame}
      taken={capture.reverso}
      onUse={onContinue}
      subject="card"
      title="Reverso de la credencial"
      instruction="Dé vuelta a la credencial y acomode el reverso en el marco"
      question="¿Se leen bien los números?"
      alt="Reverso de la credencial"
      ifUnread={TYPED_INSTEAD}
      onShot={shotAdvisor('back', capture.credentialType)}
      onAccept={(reverso) => {
        onAnswer({ reverso });
      }}
    />
  ),
  original: ({ frame, state, onAnswer }) => (
    <ConfirmOriginal
      {...frame}
      capture={state.capture}
      onConfirm={() => {
        onAnswer({ isOriginal: true });
      }}
    />
  ),
  datos: ({ frame, state, session, onAnswer }) => (
    <ConfirmFields {...frame} capture={state.capture} seen={session.seen} onConfirm={onAnswer} />
  ),
  consejos: ({ frame, session, onContinue }) => (
    <PhotoAdvice {...frame} help={<AnnounceAssistance session={session} />} onReady={onContinue} />
  ),
  foto: ({ frame, state, onAnswer, onContinue }) => (
    <TakePhoto
      {...frame}
      taken={state.capture.photo}
      onUse={onContinue}
      subject="face"
      title="Fotografía de la persona"
      instruction="De frente, con el rostro descubierto"
      question="¿Se ve bien el rostro?"
      alt="Fotografía de la persona"
      onAccept={(photo, faceCheck) => {
        onAnswer({ photo, faceCheck });
      }}
    />
  ),
  firma: ({ frame, state: { capture }, session, onAnswer, onAssist }) => (
    <SignatureScreen
      {...frame}
      taken={capture.assisted ? undefined : capture.signature}
      title="Firma de la persona"
      instruction="Pida a la persona que firme con el dedo, como en su credencial."
      action="Guardar la firma"
      onAccept={(signature) => {
        onAnswer({ signature });
      }}
    >
      <OfferAssistance session={session} onAssist={onAssist} />
    </SignatureScreen>
  ),
  asistida: ({ frame, state, session, onAssistance }) =>
    session.lease.assisted && (
      <AskAssistance
        {...frame}
        reasons={session.lease.assisted.reasons}
        auxiliary={session.lease.auxiliary.name}
        aspirant={session.lease.aspirant.name}
        citizen={{ ...state.capture.fieldsRead, ...state.capture.fieldsTyped }}
        initial={state.assistance}
        onSubmit={onAssistance}
      />
    ),
  marca: ({ frame, state: { capture, assistance }, onAnswer }) => {
    const isMark = assistance?.mark === 'mark';
    return (
      <SignatureScreen
        {...frame}
        kind={isMark ? 'mark' : 'signature'}
        taken={capture.signature}
        title={isMark ? 'Marca de la persona' : 'Firma de la persona'}
        instruction={
          isMark
            ? 'Pida a la persona que ponga una cruz, un trazo o su huella dentro del recuadro.'
            : 'Ayude a la persona a firmar dentro del recuadro.'
        }
        action={isMark ? 'Guardar la marca' : 'Guardar la firma'}
        onAccept={(signature) => {
          onAnswer({ signature });
        }}
      />
    );
  },
  testigo: ({ frame, state: { capture, assistance }, session, onAnswer }) =>
    isComplete(assistance) && (
      <SignatureScreen
        {...frame}
        taken={capture.assisted?.witnessSignature}
        title="Firma del testigo"
        instruction={`${assistance.witness}: firme con el dedo. Con su firma dice que la persona da su apoyo por voluntad propia.`}
        action="Guardar la firma del testigo"
        onAccept={(witnessSignature) => {
          onAnswer({ assisted: { ...assistance, witnessSignature } });
        }}
      >
        <WitnessNotice lease={session.lease} />
      </SignatureScreen>
    ),
  correo: ({ frame, state, session, onBusy, onStored, onDiscard, onEmail }) => (
    <AskEmail
      {...frame}
      session={session}
      capture={state.capture}
      busy={state.isStoring}
      onBusy={onBusy}
      onStored={onStored}
      onDiscard={onDiscard}
      onEmail={onEmail}
    />
  ),
};
