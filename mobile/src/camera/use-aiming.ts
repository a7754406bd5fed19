import { useEffect, useRef, useState, type RefObject } from 'react';
import { Burst } from './burst.js';
import type { Aim } from './frame.js';
import { findFault, type ShotFault } from './analyse-frame.js';
import { captureFrame } from './shot.js';

/** Between two looks; on a slow phone a look takes longer than this, and the next waits for it. */
const ANALYSIS_PAUSE_MS = 180;

export interface Aiming {
  /** What hinders, said only once two looks agree, so that it does not flicker. */
  readonly fault: ShotFault | undefined;
  readonly burst: Burst;
}

/**
 * Looks at what the camera shows while the person aims: gathers the burst, and tells what to mend.
 * @param resting While the shot is taken of the burst: it is neither added to nor lost.
 */
export function useAiming(
  video: RefObject<HTMLVideoElement | null>,
  running: boolean,
  resting: boolean,
  aim: Aim,
): Aiming {
  const burst = useRef<Burst>(undefined);
  burst.current ??= new Burst();
  const frames = burst.current;
  const [fault, setFault] = useState<ShotFault>();
  const rests = useRef(resting);
  rests.current = resting;
  useEffect(() => {
    if (!running) return undefined;
    let left = false;
    let before: ShotFault | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Asked anew each time: it changes while a frame is waited for.
    const resting = (): boolean => rests.current;
    const look = async (): Promise<void> => {
      const element = video.current;
      if (!element || element.videoWidth === 0 || resting()) return;
      const frame = await captureFrame(element, aim);
      if (left || resting()) {
        frame.bitmap.close();
        return;
      }
      frames.add(frame);
      const { fault: hindering } = await findFault(frame.analysis, aim);
      // The frame of a card is only ever hinted at: a table may have print of its own.
      const now = hindering ?? frame.analysis.framing;
      if (now === before) setFault(now);
      before = now;
    };
    const again = (): void => {
      // A look that fails (a camera just taken away) is no reason to stop looking.
      const next = (): void => {
        if (!left) timer = setTimeout(again, ANALYSIS_PAUSE_MS);
      };
      look().then(next, next);
    };
    again();
    return () => {
      left = true;
      clearTimeout(timer);
      frames.clear();
      // What hindered one camera says nothing of the next.
      setFault(undefined);
    };
  }, [video, running, aim, frames]);
  return { fault, burst: frames };
}
