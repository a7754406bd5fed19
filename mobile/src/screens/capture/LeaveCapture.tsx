import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import { Screen } from '../../components/Screen.js';

export interface LeaveCaptureProps {
  readonly onStay: () => void;
  readonly onDiscard: () => void;
}

/** Asks before leaving the flow drops the capture, which exists in memory only. */
export function LeaveCapture({ onStay, onDiscard }: LeaveCaptureProps) {
  return (
    <Screen
      title="¿Dejar este apoyo?"
      actions={
        <>
          <Button onPress={onStay}>Seguir con este apoyo</Button>
          <Button kind="plain" onPress={onDiscard}>
            Dejarlo y borrar lo captado
          </Button>
        </>
      }
    >
      <Note kind="attention">Este apoyo todavía no se ha guardado. Si lo deja, lo captado se borra.</Note>
      <p>Si sigue, conserva las fotografías y los datos que ya tomó.</p>
    </Screen>
  );
}
