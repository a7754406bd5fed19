import { useState } from 'react';
import { usePictureUrl } from '../../camera/PhotoScreen.js';
import type { Capture, Picture } from '../../capture/capture.js';
import { Button } from '../../components/Button.js';
import { Check } from '../../components/Field.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';

export interface ConfirmOriginalProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly capture: Capture;
  readonly onConfirm: () => void;
}

/** The capture continues only if the auxiliary confirms that the credential is an original (§8.5). */
export function ConfirmOriginal({ capture, onConfirm, ...screen }: ConfirmOriginalProps) {
  const [original, setOriginal] = useState(capture.isOriginal);
  return (
    <Screen
      {...screen}
      title="¿Es la credencial original?"
      actions={
        <Button disabled={!original} onPress={onConfirm}>
          Continuar
        </Button>
      }
    >
      <div className="thumbs">
        {capture.anverso && <Thumb picture={capture.anverso} alt="Frente captado" />}
        {capture.reverso && <Thumb picture={capture.reverso} alt="Reverso captado" />}
      </div>
      <p>Tóquela: no debe ser fotocopia, impresión ni la foto de otra pantalla.</p>
      <Check label="La persona presenta su credencial para votar original" checked={original} onCheck={setOriginal} />
    </Screen>
  );
}

function Thumb({ picture, alt }: { readonly picture: Picture; readonly alt: string }) {
  return <img src={usePictureUrl(picture)} alt={alt} />;
}
