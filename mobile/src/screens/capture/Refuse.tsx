import { useState } from 'react';
import { Button } from '../../components/Button.js';

/** A person may always say no: the capture ends and leaves nothing (§8.8). */
export function Refuse({ onRefuse }: { readonly onRefuse: () => void }) {
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button
        kind="quiet"
        onPress={() => {
          setAsked(true);
        }}
      >
        La persona no desea continuar
      </Button>
    );
  }
  return (
    <Button kind="plain" onPress={onRefuse}>
      Terminar y borrar lo captado
    </Button>
  );
}
