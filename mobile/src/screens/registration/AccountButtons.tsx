import { Button } from '../../components/Button.js';
import type { SignInTicket } from '../../server/api.js';

export interface AccountButtonsProps {
  readonly online: boolean;
  /** The sign-in of an interrupted registration, which need not be repeated. */
  readonly kept: SignInTicket | undefined;
  /** A registration is stored and has only to be sent. */
  readonly isUnsent: boolean;
  readonly onContinue: (ticket: SignInTicket) => void;
  readonly onOther: () => void;
  readonly onSignIn: (provider: 'google' | 'facebook') => void;
}

/** Sign in, or continue with the account of an interrupted registration. */
export function AccountButtons({ online, kept, isUnsent, onContinue, onOther, onSignIn }: AccountButtonsProps) {
  if (kept) {
    return (
      <>
        <Button
          onPress={() => {
            onContinue(kept);
          }}
        >
          {isUnsent ? 'Enviar mi registro' : 'Continuar el registro'}
        </Button>
        <Button kind="plain" onPress={onOther}>
          Entrar con otra cuenta
        </Button>
      </>
    );
  }
  return (
    <>
      <Button
        disabled={!online}
        onPress={() => {
          onSignIn('google');
        }}
      >
        Entrar con Google
      </Button>
      <Button
        kind="plain"
        disabled={!online}
        onPress={() => {
          onSignIn('facebook');
        }}
      >
        Entrar con Facebook
      </Button>
    </>
  );
}
