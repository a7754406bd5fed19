import { useState, type ReactNode } from 'react';
import type { AcceptedDuties } from '#electoral/wire';
import { Button } from '../../components/Button.js';
import { Check } from '../../components/Field.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import type { Duties as DutiesText } from '../../server/api.js';
import { useServices } from '../../use-services.js';

export interface DutiesProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly duties: DutiesText;
  /** The duties changed since they were last accepted. */
  readonly changed?: boolean;
  readonly onAccept: (accepted: AcceptedDuties) => void;
}

/** The auxiliary's duties (§6.9, §7.6, §16.2), with text and version from the server. */
export function Duties({ duties, changed = false, onAccept, ...screen }: DutiesProps) {
  const { clock } = useServices();
  const [accepted, setAccepted] = useState(false);
  return (
    <Screen
      {...screen}
      title={duties.title}
      actions={
        <Button
          disabled={!accepted}
          onPress={() => {
            onAccept({ version: duties.version, acceptedAt: new Date(clock.deviceMs()).toISOString() });
          }}
        >
          Aceptar y continuar
        </Button>
      }
    >
      {changed && <Note kind="attention">Sus obligaciones cambiaron. Léalas y acéptelas para seguir captando.</Note>}
      <ul>
        {duties.items.map((duty) => (
          <li key={duty}>{withLinks(duty)}</li>
        ))}
      </ul>
      <Check label={duties.commitment} checked={accepted} onCheck={setAccepted} />
    </Screen>
  );
}

/** A text whose addresses open outside the app, which stays where it is. */
function withLinks(text: string): ReactNode {
  return text.split(/(https:\/\/\S+[^\s.,;)])/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <a key={part} href={part} target="_blank" rel="noreferrer">
        {part}
      </a>
    ),
  );
}
