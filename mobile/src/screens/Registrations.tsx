import { useEffect, useState } from 'react';
import { capturedToday } from '../capture/captured-today.js';
import { formatTime } from '../clock/format-time.js';
import { currentStatus } from '../lease/current-status.js';
import type { LeaseStatus } from '../lease/lease-status.js';
import { useSending } from '../sending/use-sending.js';
import type { Services } from '../services.js';
import { owningEnrolment } from '../storage/owning-enrolment.js';
import type { Enrolment } from '../storage/vault.js';
import { LeaseNote } from './LeaseNote.js';

const UPDATE_INTERVAL_MS = 30_000;

export interface RegistrationsProps {
  readonly services: Services;
  readonly enrolments: readonly Enrolment[];
}

/** By device id; `today` is undefined while the server's time is not known. */
interface Figures {
  readonly status: ReadonlyMap<string, LeaseStatus>;
  readonly today: ReadonlyMap<string, number> | undefined;
  readonly queued: ReadonlyMap<string, number>;
}

/** The registrations of this phone, with the status of each (§7.7) and how many supports were captured today. */
export function Registrations({ services, enrolments }: RegistrationsProps) {
  const { pending } = useSending(services.sender);
  const [figures, setFigures] = useState<Figures>();
  useEffect(() => {
    let isUnmounted = false;
    const update = async (): Promise<void> => {
      const read = await readFigures(services, enrolments);
      if (!isUnmounted) setFigures(read);
    };
    void update();
    const timer = setInterval(() => void update(), UPDATE_INTERVAL_MS);
    return () => {
      isUnmounted = true;
      clearInterval(timer);
    };
  }, [services, enrolments, pending]);
  const several = enrolments.length > 1;
  return (
    <section className="registrations">
      <h2>{several ? 'Sus registros' : 'Su registro'}</h2>
      {enrolments.map(({ deviceId, lease, period }) => {
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
            {status && <LeaseNote status={status} />}
            <p className="secondary">Comprobado con el INE el {formatTime(checkedAt(lease.issuedAt, period?.at))}.</p>
          </article>
        );
      })}
    </section>
  );
}

async function readFigures(services: Services, enrolments: readonly Enrolment[]): Promise<Figures> {
  const now = await services.clock.now();
  const status = new Map<string, LeaseStatus>();
  for (const each of enrolments) status.set(each.deviceId, await currentStatus(services, each));
  const queued = new Map<string, number>();
  for (const { deviceId } of await services.vault.records()) {
    const owner = owningEnrolment(enrolments, deviceId)?.deviceId ?? '';
    queued.set(owner, (queued.get(owner) ?? 0) + 1);
  }
  return { status, queued, today: now && (await capturedToday(services.vault, enrolments, now.at)) };
}

/** When the server last said what the status is based on. */
function checkedAt(issuedAt: string, periodAt: string | undefined): string {
  return periodAt !== undefined && periodAt > issuedAt ? periodAt : issuedAt;
}
