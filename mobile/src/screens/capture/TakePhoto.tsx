import { useState } from 'react';
import { PhotoScreen, PicturePreview, type PhotoScreenProps } from '../../camera/PhotoScreen.js';
import type { Picture } from '../../capture/capture.js';
import { Button } from '../../components/Button.js';
import { Screen } from '../../components/Screen.js';

export interface TakePhotoProps extends PhotoScreenProps {
  /** The photograph taken on an earlier visit to this step. */
  readonly taken: Picture | undefined;
  readonly onUse: () => void;
}

/** Takes a photograph; on a later visit shows it, to be used or retaken (§8.6). */
export function TakePhoto({ taken: known, onUse, ...photo }: TakePhotoProps) {
  const [taken, setTaken] = useState(known);
  if (!taken) return <PhotoScreen {...photo} />;
  const { title, step, onBack, alt, question } = photo;
  return (
    <Screen
      {...{ title, step, onBack }}
      actions={
        <>
          <Button onPress={onUse}>Usar esta fotografía</Button>
          <Button
            kind="plain"
            onPress={() => {
              setTaken(undefined);
            }}
          >
            Repetir la fotografía
          </Button>
        </>
      }
    >
      <PicturePreview picture={taken} alt={alt} />
      <p>{question}</p>
    </Screen>
  );
}
