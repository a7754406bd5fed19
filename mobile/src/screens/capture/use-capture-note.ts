import { useEffect, useRef } from 'react';
import type { Services } from '../../services.js';
import { lockOfCapture } from '../../storage/interrupted-capture.js';
import { placeOf, type CaptureState } from './capture-state.js';

/**
 * Notes the progress of a capture, so that the app can say later that it was interrupted. Removes the note when the
 * user ends the capture or leaves its folio; keeps it if the window closes, crashes or locks itself.
 * @param segment the part of the current address that names the step.
 */
export function useCaptureNote(
  { interrupted }: Pick<Services, 'interrupted'>,
  state: CaptureState,
  segment: string,
): void {
  const id = useRef<string>(undefined);
  const { begunAt: startedAt, session, interruptedByLock } = state;
  const deviceId = session?.enrolment.deviceId;
  const counter = session?.enrolment.nextCounter;
  const step = placeOf(state, segment);
  const isUnderWay = deviceId !== undefined && step !== undefined;
  useEffect(() => {
    if (deviceId === undefined || counter === undefined || step === undefined) return;
    id.current ??= crypto.randomUUID();
    interrupted.save({ id: id.current, deviceId, counter, startedAt, step });
  }, [interrupted, deviceId, counter, startedAt, step]);
  useEffect(() => {
    if (!isUnderWay || id.current === undefined) return undefined;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    navigator.locks.request(lockOfCapture(id.current), () => released).catch(() => undefined);
    return release;
  }, [isUnderWay]);
  useEffect(() => {
    if (isUnderWay || id.current === undefined) return;
    const note = interrupted.read();
    if (!interruptedByLock) interrupted.remove(id.current);
    else if (note?.id === id.current) interrupted.save({ ...note, idle: true });
    id.current = undefined;
  }, [interrupted, isUnderWay, interruptedByLock]);
}
