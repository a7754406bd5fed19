import type { ReactNode } from 'react';
import { PhotoScreen } from '../../camera/PhotoScreen.js';
import { SignatureScreen } from '../../capture/SignatureScreen.js';
import type { ScreenProps } from '../../components/Screen.js';
import { ownCardAdvisor } from '../../enrolment/read-own-card.js';
import type { UnsentEnrolment } from '../../storage/vault.js';
import { ChoosePassword } from './ChoosePassword.js';
import { Duties } from './Duties.js';
import { EnterIds } from './EnterIds.js';
import type { RegistrationDraft, RegistrationStep } from './registration-draft.js';
import { SendRegistration } from './SendRegistration.js';

export interface RegistrationScreenProps {
  readonly draft: RegistrationDraft;
  readonly frame: Pick<ScreenProps, 'step' | 'onBack'>;
  /**
   * Stores the answer to this step and goes to the next.
   * @param otherDevices the number of other phones that the auxiliary has.
   */
  readonly onAnswer: (change: RegistrationDraft, otherDevices?: number) => void;
  readonly onSealed: (unsent: UnsentEnrolment) => void;
  readonly onEnrolled: (deviceId: string) => void;
  readonly onOtherAccount: () => void;
}

type RenderStep = (props: RegistrationScreenProps) => ReactNode;

/** The screen of each step. The caller gives each a `key`: several steps share a component. */
export const REGISTRATION_SCREENS: Readonly<Record<RegistrationStep, RenderStep>> = {
  datos: ({ frame, draft: { ticket, enrolment }, onAnswer, onOtherAccount }) =>
    ticket && (
      <EnterIds
        {...frame}
        ticket={ticket}
        isFirstVisit={enrolment === undefined}
        onOtherAccount={onOtherAccount}
        onStarted={(started, ids, otherDevices) => {
          onAnswer({ enrolment: started, ids }, otherDevices);
        }}
      />
    ),
  obligaciones: ({ frame, draft: { enrolment }, onAnswer }) =>
    enrolment && (
      <Duties
        {...frame}
        duties={enrolment.duties}
        onAccept={(duties) => {
          onAnswer({ duties });
        }}
      />
    ),
  anverso: ({ frame, onAnswer }) => (
    <PhotoScreen
      {...frame}
      subject="card"
      instruction="Acomode el frente en el marco"
      title="Su credencial: frente"
      question="¿Se leen bien sus datos?"
      alt="Frente de su credencial"
      onShot={ownCardAdvisor('front')}
      onAccept={(anverso) => {
        onAnswer({ anverso });
      }}
    />
  ),
  reverso: ({ frame, onAnswer }) => (
    <PhotoScreen
      {...frame}
      subject="card"
      instruction="Dé vuelta a su credencial y acomode el reverso en el marco"
      title="Su credencial: reverso"
      question="¿Se leen bien los números?"
      alt="Reverso de su credencial"
      onShot={ownCardAdvisor('back')}
      onAccept={(reverso) => {
        onAnswer({ reverso });
      }}
    />
  ),
  selfie: ({ frame, onAnswer }) => (
    <PhotoScreen
      {...frame}
      subject="face"
      facing="user"
      title="Su fotografía"
      instruction="Mire de frente, con el rostro descubierto"
      question="¿Se ve bien su rostro?"
      alt="Su fotografía"
      onAccept={(selfie) => {
        onAnswer({ selfie });
      }}
    />
  ),
  firma: ({ frame, onAnswer }) => (
    <SignatureScreen
      {...frame}
      title="Su firma"
      instruction="Firme con el dedo dentro del recuadro, como en su credencial."
      action="Guardar mi firma"
      onAccept={(signature) => {
        onAnswer({ signature });
      }}
    />
  ),
  contrasena: ({ frame, draft: { enrolment }, onAnswer }) => (
    <ChoosePassword
      {...frame}
      owner={enrolment?.auxiliaryName}
      onChosen={(device) => {
        onAnswer({ device });
      }}
    />
  ),
  envio: ({ frame, draft, onSealed, onEnrolled }) => (
    <SendRegistration {...frame} {...{ draft, onSealed, onEnrolled }} />
  ),
};
