import React, { useEffect, useRef } from 'react';
import { formatCentral } from '../../kernel/clock/central-time.js';
import { frame } from './frame.js';

/** Only on paper: who printed the page and when, by the clock of this computer. */
export function PrintNote() {
  const time = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    // The browser lays out the printed page as soon as the listeners return, before React would draw a new state.
    const note = ({ timeStamp }: Event): void => {
      if (time.current) time.current.textContent = formatCentral(new Date(performance.timeOrigin + timeStamp));
    };
    window.addEventListener('beforeprint', note);
    return () => {
      window.removeEventListener('beforeprint', note);
    };
  }, []);
  return (
    <p className="on-paper">
      Impreso el <span ref={time} /> (hora centro) por {frame.displayName}, {frame.institution}.
    </p>
  );
}
