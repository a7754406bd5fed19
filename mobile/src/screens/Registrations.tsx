import { formatTime } from '../clock/format-time.js';
import { Note } from '../components/Note.js';
import type { Enrolment } from '../storage/vault.js';
import { REVIEW_TEXTS, reviewReasonTexts } from '../texts/review.js';
import { LeaseNote } from './LeaseNote.js';
import type { Figures } from './use-figures.js';

export interface RegistrationsProps {
  readonly enrolments: readonly Enrolment[];
  readonly figures: Figures | undefined;
  /** The phone holds an unsent registration, which may have replaced one of these. */
  readonly isUnsent: boolean;
}

/** The registrations of this phone, with the status of each (§7.7) and how many supports were captured today. */
export function Registrations({ enrolments, figures, isUnsent }: RegistrationsProps) {
  const several = enrolments.length > 1;
  return (
    <section className="registrations">
      <h2>{several ? 'Sus registros' : 'Su registro'}</h2>
      {enrolments.map(({ deviceId, lease, period, review, reviewReasons, refusal }) => {
        const queued = figures?.queued.get(deviceId) ?? 0;
        const today = figures?.today && (figures.today.get(deviceId) ?? 0);
        const status = figures?.status.get(deviceId);
        return (
          <article key={deviceId} aria-label={lease.aspirant.name}>
            <p>
              <strong>{lease.aspirant.name}</strong> · {lease.aspirant.office}
            </p>
            <p className="secondary">
              Auxiliar: {lease.auxiliary.name}
              {several && ` · ${queued === 0 ? 'nada' : String(queued)} por enviar`}
            </p>
            {today !== undefined && (
              <p>
                Hoy lleva <strong>{today === 1 ? '1 apoyo' : `${String(today)} apoyos`}</strong> en este teléfono.
              </p>
            )}
            {status && !(isUnsent && status.kind === 'refused') && (
              <LeaseNote status={status} tentative={review !== undefined} />
            )}
            {review && status?.kind === 'may-capture' && (
              <Note kind={review === 'por-revisar' ? 'attention' : 'process'}>
                {reviewReasonTexts(reviewReasons).map((text) => (
                  <p key={text}>
                    <strong>{text}</strong>
                  </p>
                ))}
                <p>{REVIEW_TEXTS[review]}</p>
              </Note>
            )}
            {/* A refusal came after this check, at a time that the phone does not know. */}
            {!refusal && (
              <p className="secondary">Comprobado con el INE el {formatTime(checkedAt(lease.issuedAt, period?.at))}.</p>
            )}
          </article>
        );
      })}
    </section>
  );
}

/** When the server issued the latest facts on which the status is based. */
function checkedAt(issuedAt: string, periodAt: string | undefined): string {
  return periodAt !== undefined && periodAt > issuedAt ? periodAt : issuedAt;
}
