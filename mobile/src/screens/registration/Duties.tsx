import { useState } from 'react';
import { Button } from '../../components/Button.js';
import { Check } from '../../components/Field.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import { useServices } from '../../use-services.js';

const DUTIES = [
  'Pedir siempre la credencial original, a su titular y en persona.',
  'Informar para qué es el apoyo y a quién se da, y mostrar el aviso de privacidad.',
  'No continuar si la persona no quiere dar su apoyo o su fotografía.',
  'No copiar, fotografiar aparte ni compartir los datos de nadie.',
  'Cuidar este teléfono y no decir a nadie su contraseña.',
];

export interface DutiesProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly onAccept: (at: string) => void;
}

/** What an auxiliary takes upon themselves (§6.9, §7.6, §16.2). */
export function Duties({ onAccept, ...screen }: DutiesProps) {
  const { clock } = useServices();
  const [accepted, setAccepted] = useState(false);
  return (
    <Screen
      {...screen}
      title="Sus obligaciones"
      actions={
        <Button
          disabled={!accepted}
          onPress={() => {
            onAccept(new Date(clock.deviceMs()).toISOString());
          }}
        >
          Aceptar y continuar
        </Button>
      }
    >
      <ul>
        {DUTIES.map((duty) => (
          <li key={duty}>{duty}</li>
        ))}
      </ul>
      <Check label="Leí mis obligaciones y me comprometo a cumplirlas" checked={accepted} onCheck={setAccepted} />
    </Screen>
  );
}
