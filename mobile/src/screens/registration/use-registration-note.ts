import { useEffect, useState } from 'react';
import {
  InterruptedRegistration,
  lockOfRegistration,
  type RegistrationNote,
} from '../../enrolment/interrupted-registration.js';
import { knownIds, rememberIds } from '../../enrolment/known-ids.js';
import { isRegistrationStep, type RegistrationDraft } from './registration-draft.js';

/**
 * Notes the step of a registration. Removes the note once the registration is stored or the person leaves it; keeps it
 * if the window closes, reloads or crashes.
 * @param segment the part of the current address that names the step.
 */
export function useRegistrationNote({ ticket, unsent, finished }: RegistrationDraft, segment: string): void {
  const [id] = useState(() => crypto.randomUUID());
  const isUnderWay = ticket !== undefined && segment !== '' && !unsent && !finished;
  const step = isUnderWay && isRegistrationStep(segment) ? segment : undefined;
  useEffect(() => {
    if (step !== undefined) new InterruptedRegistration().save({ id, step, ids: knownIds() });
  }, [id, step]);
  useEffect(() => {
    if (!isUnderWay) return undefined;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    navigator.locks.request(lockOfRegistration(id), () => released).catch(() => undefined);
    return () => {
      release();
      new InterruptedRegistration().remove();
    };
  }, [id, isUnderWay]);
}

/** The registration that was interrupted, unless a window still works on it. */
export function useInterruptedRegistration(): RegistrationNote | undefined {
  const [found, setFound] = useState<RegistrationNote>();
  useEffect(() => {
    const note = new InterruptedRegistration().read();
    if (!note) return undefined;
    const stopped = new AbortController();
    navigator.locks
      .request(lockOfRegistration(note.id), { signal: stopped.signal }, () => {
        if (note.ids && !knownIds()) rememberIds(note.ids, 'typed');
        setFound(note);
      })
      // Aborted, or the browser denies locks.
      .catch(() => undefined);
    return () => {
      stopped.abort();
    };
  }, []);
  return found;
}
