import React, { useEffect, useState } from 'react';
import { UNDO_KEY } from './keys.js';

/** A verdict that can still be undone. */
export interface GivenVerdict {
  readonly supportId: string;
  readonly folio: string;
  readonly label: string;
  /** Version of the record with this verdict. */
  readonly version: number;
  /** For how long it can be undone. */
  readonly seconds: number;
}

export interface GivenVerdicts {
  /** Oldest first. */
  readonly given: readonly GivenVerdict[];
  readonly add: (verdict: GivenVerdict) => void;
  readonly remove: (supportId: string) => void;
}

/** The verdicts of this session that can still be undone, with a countdown. */
export function useGivenVerdicts(): GivenVerdicts {
  const [given, setGiven] = useState<readonly GivenVerdict[]>([]);
  const isCounting = given.length > 0;
  useEffect(() => {
    if (!isCounting) return undefined;
    const timer = setInterval(() => {
      setGiven((all) => all.map((one) => ({ ...one, seconds: one.seconds - 1 })).filter(({ seconds }) => seconds > 0));
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [isCounting]);
  const without = (all: readonly GivenVerdict[], supportId: string) => all.filter((one) => one.supportId !== supportId);
  return {
    given,
    add: (verdict) => {
      setGiven((all) => [...without(all, verdict.supportId), verdict]);
    },
    remove: (supportId) => {
      setGiven((all) => without(all, supportId));
    },
  };
}

/** The newest verdict, or that of the record on screen, and the time left to undo it. */
export function UndoBar({ verdict, undo }: { readonly verdict: GivenVerdict; readonly undo: () => void }) {
  const { folio, label, seconds } = verdict;
  return (
    <span className="mesa-undo">
      <span role="status">
        {folio}: {label}.
      </span>
      <button type="button" className="mesa-key" onClick={undo}>
        <kbd>{UNDO_KEY}</kbd> Deshacer <span aria-hidden="true">({seconds} s)</span>
      </button>
    </span>
  );
}
