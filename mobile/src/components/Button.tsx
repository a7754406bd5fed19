import type { ReactNode } from 'react';
import { IonButton } from '@ionic/react';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  /** `primary` is the main action of a screen. */
  readonly kind?: 'primary' | 'plain' | 'quiet';
  readonly disabled?: boolean;
}

export function Button({ children, onPress, kind = 'primary', disabled = false }: ButtonProps) {
  return (
    <IonButton
      className={kind}
      expand="block"
      fill={kind === 'primary' ? 'solid' : 'clear'}
      disabled={disabled}
      onClick={onPress}
    >
      {children}
    </IonButton>
  );
}
