import { useEffect, useState } from 'react';
import { capturedToday } from '../capture/captured-today.js';
import { currentStatus } from '../lease/current-status.js';
import type { LeaseStatus } from '../lease/lease-status.js';
import type { Services } from '../services.js';
import { owningEnrolment } from '../storage/owning-enrolment.js';
import type { Enrolment } from '../storage/vault.js';

const UPDATE_INTERVAL_MS = 30_000;

/** By device id; `today` is undefined while the server's time is not known. */
export interface Figures {
  readonly status: ReadonlyMap<string, LeaseStatus>;
  readonly today: ReadonlyMap<string, number> | undefined;
  readonly queued: ReadonlyMap<string, number>;
}

/** The figures of the registrations, kept current; undefined until they have been read. */
export function useFigures(
  services: Services | undefined,
  enrolments: readonly Enrolment[] | undefined,
): Figures | undefined {
  const [figures, setFigures] = useState<Figures>();
  useEffect(() => {
    if (!services || !enrolments) return undefined;
    let isUnmounted = false;
    const update = async (): Promise<void> => {
      const read = await readFigures(services, enrolments);
      if (!isUnmounted) setFigures(read);
    };
    void update();
    const timer = setInterval(() => void update(), UPDATE_INTERVAL_MS);
    let { pending } = services.sender.view;
    const unsubscribe = services.sender.subscribe(() => {
      if (services.sender.view.pending === pending) return;
      ({ pending } = services.sender.view);
      void update();
    });
    return () => {
      isUnmounted = true;
      clearInterval(timer);
      unsubscribe();
    };
  }, [services, enrolments]);
  return figures;
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
