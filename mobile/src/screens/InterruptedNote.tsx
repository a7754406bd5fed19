import { useEffect, useState } from 'react';
import { whenInterrupted, type Interruption } from '../capture/interruption.js';
import { formatTime } from '../clock/format-time.js';
import { Note } from '../components/Note.js';
import { ProofDetails } from '../components/ProofDetails.js';
import type { Services } from '../services.js';
import { isStep, STEP_COUNT, stepName, stepNumber } from './capture/steps.js';

export interface InterruptedNoteProps {
  readonly services: Services;
  /** The support could be captured again now. */
  readonly mayRepeat: boolean;
}

/** Says which capture was interrupted, what became of it and how to continue. Shows nothing if no capture was. */
export function InterruptedNote({ services, mayRepeat }: InterruptedNoteProps) {
  const [interruption, setInterruption] = useState<Interruption>();
  useEffect(() => whenInterrupted(services, setInterruption), [services]);
  if (!interruption) return null;
  const { note, stored } = interruption;
  return (
    <Note kind="attention" live>
      {stored === undefined ? (
        <>
          <p>
            <strong>{whatHappened(interruption)}</strong>
          </p>
          <p>
            No se guardó nada de esa persona: ni fotografías, ni datos, ni firma. Para proteger sus datos, un apoyo se
            guarda solo al presionar «Siguiente» en el último paso.
          </p>
          {mayRepeat && <p>Si la persona sigue con usted y está de acuerdo, capte su apoyo desde el principio.</p>}
        </>
      ) : (
        <>
          <p>
            <strong>El apoyo que captaba sí se guardó.</strong> Su folio es <span className="code">{stored.folio}</span>
          </p>
          <p>Dé el folio a la persona y no capte su apoyo otra vez.</p>
          {stored.integrityCode !== undefined && (
            <ProofDetails folio={stored.folio} integrityCode={stored.integrityCode} />
          )}
        </>
      )}
      <button
        type="button"
        className="link"
        onClick={() => {
          services.interrupted.remove(note.id);
          setInterruption(undefined);
        }}
      >
        Entendido
      </button>
    </Note>
  );
}

function whatHappened({ note: { startedAt, step, idle }, aspirant }: Interruption): string {
  const whose = aspirant === undefined ? '' : ` para ${aspirant}`;
  const when = startedAt === undefined ? '' : ` que empezó el ${formatTime(startedAt)}`;
  const where = isStep(step)
    ? ` en el paso ${String(stepNumber(step))} de ${String(STEP_COUNT)}, «${stepName(step)}»`
    : '';
  const why = idle ? ': nadie tocó el teléfono y la sesión se cerró' : ': la aplicación se cerró o se volvió a abrir';
  return `El apoyo${whose}${when} se interrumpió${where}${why}.`;
}
