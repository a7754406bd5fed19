import { useEffect, useRef, useState, type RefObject } from 'react';
import { Burst } from './burst.js';
import type { Subject } from './frame.js';
import { findFault, type ShotFault } from './analyse-frame.js';
import { captureFrame } from './shot.js';

/** Pause between two analyses. */
const ANALYSIS_PAUSE_MS = 180;

export interface AimingState {
  /** Reported once two consecutive analyses agree, so that the hint does not flicker. */
  readonly fault: ShotFault | undefined;
  readonly burst: Burst;
}

/**
 * Analyses the camera picture while the user aims: collects the burst and reports the current fault.
 * @param paused true while a shot is taken from the burst, which must not change then.
 */
export function useAiming(
  video: RefObject<HTMLVideoElement | null>,
  running: boolean,
  paused: boolean,
  subject: Subject,
): AimingState {
  const burst = useRef<Burst>(undefined);
  burst.current ??= new Burst();
  const frames = burst.current;
  const [fault, setFault] = useState<ShotFault>();
  const pausedRef = useRef(paused);
  pausedRef.current = paused;
  useEffect(() => {
    if (!running) return undefined;
    let isStopped = false;
    let previous: ShotFault | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Read each time: it may change while a frame is being captured.
    const isPaused = (): boolean => pausedRef.current;
    const analyse = async (): Promise<void> => {
      const element = video.current;
      if (!element || element.videoWidth === 0 || isPaused()) return;
      const frame = await captureFrame(element, subject);
      if (isStopped || isPaused()) {
        frame.bitmap.close();
        return;
      }
      frames.add(frame);
      const { fault: found } = await findFault(frame.analysis, subject);
      // Framing is only a hint, so it comes last.
      const now = found ?? frame.analysis.framing;
      if (now === previous) setFault(now);
      previous = now;
    };
    const run = (): void => {
      // Continues after a failure, for example while the camera is interrupted.
      const next = (): void => {
        if (!isStopped) timer = setTimeout(run, ANALYSIS_PAUSE_MS);
      };
      analyse().then(next, next);
    };
    run();
    return () => {
      isStopped = true;
      clearTimeout(timer);
      frames.clear();
      // The fault does not apply to another camera.
      setFault(undefined);
    };
  }, [video, running, subject, frames]);
  return { fault, burst: frames };
}
