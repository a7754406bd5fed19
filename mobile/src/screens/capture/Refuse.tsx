import { useState } from 'react';
import { Button } from '../../components/Button.js';

/**
 * The person may refuse at any time: the capture ends and nothing is stored (§8.8). Buttons are aligned with the bottom
 * of the screen, so the last button appears where another was just pressed: a second tap there must not erase the
 * capture.
 */
export function Refuse({ onRefuse }: { readonly onRefuse: () => void }) {
  const [confirming, setConfirming] = useState(false);
  if (!confirming) {
    return (
      <Button
        kind="quiet"
        onPress={() => {
          setConfirming(true);
        }}
      >
        La persona no desea continuar
      </Button>
    );
  }
  return (
    <>
      <Button kind="plain" onPress={onRefuse}>
        Terminar y borrar lo captado
      </Button>
      <Button
        kind="quiet"
        onPress={() => {
          setConfirming(false);
        }}
      >
        La persona sí desea continuar
      </Button>
    </>
  );
}
