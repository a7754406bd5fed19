import { useEffect, type ReactNode } from 'react';
import { Button } from '../../components/Button.js';
import { warmUpFaces } from '../../face/index.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';

const ADVICE = [
  'De frente y con el rostro descubierto.',
  'Sin gorra ni sombrero.',
  'Sin lentes, a menos que los necesite.',
  'Con buena luz: que se vea bien el rostro.',
  'Sin moverse, para que no salga borrosa.',
];

export interface PhotoAdviceProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  /** For a citizen who needs help with the photograph. */
  readonly help: ReactNode;
  readonly onReady: () => void;
}

/** The recommendations for the live photograph, shown before it is taken (§8.8–8.9). */
export function PhotoAdvice({ help, onReady, ...screen }: PhotoAdviceProps) {
  // The face check loads while the user reads this.
  useEffect(warmUpFaces, []);
  return (
    <Screen
      {...screen}
      title="Pida permiso para la fotografía"
      actions={<Button onPress={onReady}>La persona acepta: abrir la cámara</Button>}
    >
      <p>
        La fotografía de su rostro es necesaria para dar el apoyo. Si la persona no acepta, toque arriba «La persona no
        desea continuar».
      </p>
      <ul>
        {ADVICE.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {help}
    </Screen>
  );
}
