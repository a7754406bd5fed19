import { spokenSpan } from '../clock/spoken-span.js';
import { spokenTime } from '../clock/spoken-time.js';
import { Note } from '../components/Note.js';
import type { LeaseVerdict } from '../lease/judge-lease.js';

export interface LeaseNoteProps {
  readonly verdict: LeaseVerdict;
  /** Why the server did not answer when it was asked just now. */
  readonly unanswered?: 'offline' | 'busy';
  /** Spoken when it appears: it answers what was pressed. */
  readonly live?: boolean;
  /** What to do once there is a connection; to enter anew, unless said. */
  readonly again?: string;
}

function remedyOf(unanswered: LeaseNoteProps['unanswered'], again = 'entre otra vez a «Captura de Datos»'): string {
  if (unanswered === 'offline') return `No hay conexión: conéctese a Internet y ${again}.`;
  if (unanswered === 'busy') return 'Hay conexión, pero el servidor está ocupado: intente de nuevo en unos minutos.';
  return 'Conéctese a Internet y entre a «Captura de Datos».';
}

/** When the app may be used, how long that lasts, and what remains when it may not (§7.7, §10.5). */
export function LeaseNote({ verdict, unanswered, live = false, again }: LeaseNoteProps) {
  const remedy = remedyOf(unanswered, again);
  switch (verdict.kind) {
    case 'may-capture':
      return (
        <Note kind="good" live={live}>
          <p>Puede captar apoyos. Le quedan {spokenSpan(verdict.leftMs)}.</p>
          <p className="secondary">Hasta el {spokenTime(verdict.until)}.</p>
          {verdict.offlineUntil !== undefined && (
            <p className="secondary">
              Sin conexión, hasta el {spokenTime(verdict.offlineUntil)}. Entre a «Captura de Datos» con conexión para
              renovar su permiso.
            </p>
          )}
        </Note>
      );
    case 'not-open':
      return (
        <Note kind="process" live={live}>
          <p>Todavía no puede captar. Faltan {spokenSpan(verdict.leftMs)}.</p>
          <p className="secondary">El periodo de captación empieza el {spokenTime(verdict.opensAt)}.</p>
        </Note>
      );
    case 'only-send':
      return (
        <Note kind="attention" live={live}>
          <p>Su periodo terminó: ya no se captan apoyos. Le quedan {spokenSpan(verdict.leftMs)} para enviar.</p>
          <p className="secondary">Puede enviar los guardados hasta el {spokenTime(verdict.until)}.</p>
        </Note>
      );
    case 'over':
      return (
        <Note kind="bad" live={live}>
          Su periodo terminó y también el plazo para enviar.
        </Note>
      );
    case 'must-renew':
      return (
        <Note kind="attention" live={live}>
          Su permiso de captura venció y debe renovarlo. {remedy}
        </Note>
      );
    case 'clock-unknown':
      return (
        <Note kind="attention" live={live}>
          La hora de este teléfono cambió. Active la fecha y hora automáticas. {remedy}
        </Note>
      );
    case 'refused':
      return (
        <Note kind="bad" live={live}>
          {verdict.reason}
        </Note>
      );
  }
}
