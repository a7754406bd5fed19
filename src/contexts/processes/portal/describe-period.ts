import type { PeriodView } from '../index.js';
import { isInTime } from '#electoral/time';

type PeriodState = 'inactive' | 'before' | 'open' | 'grace' | 'over';

export interface PeriodDescription {
  readonly state: PeriodState;
  readonly chip: { readonly tone: 'counts' | 'attention' | 'process' | 'neutral'; readonly word: string };
  /** States what may be done now and when that ends. */
  readonly sentence: string;
}

/** Describes the state of a capture period at an instant (§5.A, §10.5). */
export function describePeriod({ opensAt, closesAt, graceEndsAt, active }: PeriodView, now: Date): PeriodDescription {
  if (!active) {
    return {
      state: 'inactive',
      chip: { tone: 'neutral', word: 'Inactivo' },
      sentence: 'El OPL tiene inactivo este periodo: por ahora no se captan apoyos.',
    };
  }
  if (now < new Date(opensAt)) {
    return {
      state: 'before',
      chip: { tone: 'process', word: 'Por comenzar' },
      sentence: `La captación comienza en ${remainingTime(now, opensAt)}.`,
    };
  }
  if (isInTime(closesAt, now)) {
    return {
      state: 'open',
      chip: { tone: 'counts', word: 'Abierto' },
      sentence: `Quedan ${remainingTime(now, closesAt)} para captar apoyos.`,
    };
  }
  if (isInTime(graceEndsAt, now)) {
    return {
      state: 'grace',
      chip: { tone: 'attention', word: 'Solo envío' },
      sentence: `La captación terminó. Sus auxiliares tienen ${remainingTime(now, graceEndsAt)} para enviar lo que ya captaron.`,
    };
  }
  return {
    state: 'over',
    chip: { tone: 'neutral', word: 'Terminado' },
    sentence: 'La captación y el plazo de envío terminaron.',
  };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `12 días`, below two days `30 horas`, below two hours `45 minutos`; always rounded down. */
function remainingTime(from: Date, to: string): string {
  const left = new Date(to).getTime() - from.getTime();
  if (left >= 2 * DAY) return `${Math.floor(left / DAY)} días`;
  if (left >= 2 * HOUR) return `${Math.floor(left / HOUR)} horas`;
  const minutes = Math.floor(left / MINUTE);
  if (minutes < 1) return 'menos de un minuto';
  return minutes === 1 ? '1 minuto' : `${minutes} minutos`;
}
