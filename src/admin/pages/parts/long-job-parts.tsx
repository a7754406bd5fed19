import React, { useEffect } from 'react';
import type { LongJobProgressView, DisplayState } from '../../long-jobs/views.js';
import { StateChip, type Tone } from '../../ui/page.js';

export const LONG_JOB_CHIPS: Readonly<Record<DisplayState, readonly [label: string, tone: Tone]>> = {
  queued: ['En espera', 'neutral'],
  running: ['En curso', 'process'],
  cancelling: ['Por cancelarse', 'attention'],
  finished: ['Terminado', 'counts'],
  cancelled: ['Cancelado', 'neutral'],
  failed: ['Detenido', 'excluded'],
};

const ACTIVE_STATES: ReadonlySet<DisplayState> = new Set(['queued', 'running', 'cancelling']);
const REFRESH_MS = 4000;

export function LongJobChip({ state }: { readonly state: DisplayState }) {
  return <StateChip label={LONG_JOB_CHIPS[state][0]} tone={LONG_JOB_CHIPS[state][1]} />;
}

/** Progress bar, count, rate and time left. */
export function LongJobBar({ progress, title }: { readonly progress: LongJobProgressView; readonly title: string }) {
  const { percent, count, rate, timeLeft } = progress;
  return (
    <div className="job-progress">
      <progress aria-label={`Avance de ${title}`} max={100} value={percent ?? undefined} />
      <span className="quiet small">{[count, rate, timeLeft].filter((part) => part !== '').join(' · ')}</span>
    </div>
  );
}

/** Reloads the page periodically while it is visible and shows an active job. */
export function useRefresh(states: readonly DisplayState[], reload: () => void): void {
  const watched = states.some((state) => ACTIVE_STATES.has(state));
  useEffect(() => {
    if (!watched) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, REFRESH_MS);
    return () => {
      clearInterval(timer);
    };
  }, [watched, reload]);
}
