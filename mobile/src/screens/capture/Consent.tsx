import { Button } from '../../components/Button.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import type { Lease } from '#electoral/wire';
import { useServices } from '../../use-services.js';
import { FullNotice } from '../FullNotice.js';

export interface ConsentProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly lease: Lease;
  readonly onConsent: (at: string) => void;
}

/** Shows the simplified notice to the citizen and records the time of their consent (§16). */
export function Consent({ lease, onConsent, ...screen }: ConsentProps) {
  const { clock } = useServices();
  const consent = async (): Promise<void> => {
    const now = await clock.now();
    onConsent((now?.at ?? new Date(clock.deviceMs())).toISOString());
  };
  return (
    <Screen
      {...screen}
      title="Aviso de privacidad"
      actions={<Button onPress={() => void consent()}>La persona está de acuerdo</Button>}
    >
      <p>Muestre este aviso a la persona, o léalo en voz alta.</p>
      <p>{lease.privacyNotice.text}</p>
      <FullNotice lease={lease} />
    </Screen>
  );
}
