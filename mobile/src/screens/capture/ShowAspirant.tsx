import { Button } from '../../components/Button.js';
import { Screen } from '../../components/Screen.js';
import { SpaceNote, useSpace } from '../../components/SpaceNote.js';
import { mayCapture } from '../../storage/space.js';
import type { Lease } from '../../../../src/contexts/intake/wire/index.js';

export interface ShowAspirantProps {
  readonly lease: Lease;
  readonly onBegin: () => void;
  readonly onLeave: () => void;
}

/** For whom the support is: name, office, emblem (§8.2). */
export function ShowAspirant({ lease: { aspirant, processName }, onBegin, onLeave }: ShowAspirantProps) {
  const space = useSpace();
  return (
    <Screen
      title="Persona aspirante"
      onBack={onLeave}
      actions={
        <Button disabled={space !== undefined && !mayCapture(space)} onPress={onBegin}>
          Captar un apoyo
        </Button>
      }
    >
      <SpaceNote verdict={space} />
      {aspirant.emblemUrl !== undefined && (
        <img className="emblem" src={aspirant.emblemUrl} alt={`Emblema de ${aspirant.name}`} />
      )}
      <dl className="facts">
        <div>
          <dt>Nombre</dt>
          <dd>{aspirant.name}</dd>
        </div>
        <div>
          <dt>Cargo al que aspira</dt>
          <dd>{aspirant.office}</dd>
        </div>
        <div>
          <dt>Proceso</dt>
          <dd>{processName}</dd>
        </div>
      </dl>
      <p>Diga a la persona para quién es el apoyo antes de empezar.</p>
    </Screen>
  );
}
