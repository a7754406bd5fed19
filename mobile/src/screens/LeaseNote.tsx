import { formatDuration } from '../clock/format-duration.js';
import { formatTime } from '../clock/format-time.js';
import { Note } from '../components/Note.js';
import { nearLimit, type LeaseStatus } from '../lease/lease-status.js';
import type { ServerFailure } from '../lease/unlock.js';
import { UNTRUSTED_TEXT } from '../texts/failure.js';

export interface LeaseNoteProps {
  readonly status: LeaseStatus;
  /** Why the last request brought no new lease. */
  readonly serverFailure?: ServerFailure;
  /** Announced by screen readers, as the result of a button press. */
  readonly live?: boolean;
  /** What to do once connected; by default, to open «Captura de Datos» again. */
  readonly retryInstruction?: string;
  /** The registration is not yet admitted. */
  readonly tentative?: boolean;
}

function remedyOf(
  serverFailure: LeaseNoteProps['serverFailure'],
  retryInstruction = 'entre otra vez a «Captura de Datos»',
): string {
  if (serverFailure === 'offline') return `No hay conexión: conéctese a Internet y ${retryInstruction}.`;
  if (serverFailure === 'busy') return 'Hay conexión, pero el servidor está ocupado: intente de nuevo en unos minutos.';
  if (serverFailure === 'untrusted') return UNTRUSTED_TEXT;
  return 'Conéctese a Internet y entre a «Captura de Datos».';
}

/** Whether the app may capture, for how long, and what to do if it may not (§7.7, §10.5). */
export function LeaseNote({
  status,
  serverFailure,
  live = false,
  retryInstruction,
  tentative = false,
}: LeaseNoteProps) {
  const remedy = remedyOf(serverFailure, retryInstruction);
  switch (status.kind) {
    case 'may-capture':
      return (
        <Note kind={tentative ? 'process' : 'good'} live={live}>
          <p>Puede captar apoyos. Le quedan {formatDuration(status.leftMs)}.</p>
          <p className="secondary">Hasta el {formatTime(status.until)}.</p>
          <p className="secondary">Sin conexión, puede captar hasta el {formatTime(status.offlineUntil)}.</p>
          {status.offlineUntil !== status.until && (
            <p className="secondary">
              Entonces vence su permiso de captura. Para renovarlo, entre a «Captura de Datos» con conexión.
            </p>
          )}
        </Note>
      );
    case 'inactive':
      return (
        <Note kind="attention" live={live}>
          <p>El periodo está inactivo por ahora: no puede captar apoyos. Los que guarda este teléfono siguen en él.</p>
          <p className="secondary">
            Para saber si ya puede captar, entre a «Captura de Datos» con conexión, o pregunte a la persona aspirante.
          </p>
        </Note>
      );
    case 'not-open':
      return (
        <Note kind="process" live={live}>
          <p>Todavía no puede captar. Faltan {formatDuration(status.leftMs)}.</p>
          <p className="secondary">El periodo de captación empieza el {formatTime(status.opensAt)}.</p>
        </Note>
      );
    case 'only-send':
      return (
        <Note kind="attention" live={live}>
          <p>Su periodo terminó: ya no se captan apoyos. Le quedan {formatDuration(status.leftMs)} para enviar.</p>
          <p className="secondary">Puede enviar los guardados hasta el {formatTime(status.until)}.</p>
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
          {status.until === undefined
            ? 'Su permiso de captura venció y debe renovarlo.'
            : `El periodo cambió: ahora termina el ${formatTime(status.until)}. Debe renovar su permiso de captura.`}{' '}
          {remedy}
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
          {status.reason}
        </Note>
      );
  }
}

/** Warns before a capture begins that little time is left for it; nothing otherwise. */
export function NearLimitNote({ status }: { readonly status: LeaseStatus | undefined }) {
  if (status?.kind !== 'may-capture') return null;
  const limit = nearLimit(status);
  if (limit === undefined) return null;
  return (
    <Note kind="attention">
      {limit === 'period'
        ? `Su periodo termina el ${formatTime(status.until)}. Un apoyo que no termine antes no se guarda.`
        : `Sin conexión, puede captar hasta el ${formatTime(status.offlineUntil)}: entonces vence su permiso de captura. El apoyo que empiece antes lo puede terminar.`}
    </Note>
  );
}
