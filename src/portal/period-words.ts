import type { PeriodView } from '../contexts/processes/index.js';
import type { StateTone } from '../contexts/verification/index.js';

type PeriodState = 'inactive' | 'before' | 'open' | 'grace' | 'over';

export interface PeriodNow {
  readonly state: PeriodState;
  readonly chip: { readonly tone: StateTone; readonly word: string };
  /** What is due and when, in a sentence. */
  readonly sentence: string;
}

/** Where the present stands in a capture period (§5.A, §10.5). */
export function periodNow({ opensAt, closesAt, graceEndsAt, active }: PeriodView, now: Date): PeriodNow {
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
      sentence: `La captación comienza en ${span(now, opensAt)}.`,
    };
  }
  if (now < new Date(closesAt)) {
    return {
      state: 'open',
      chip: { tone: 'counts', word: 'Abierto' },
      sentence: `Quedan ${span(now, closesAt)} para captar apoyos.`,
    };
  }
  if (now <= new Date(graceEndsAt)) {
    return {
      state: 'grace',
      chip: { tone: 'attention', word: 'Solo envío' },
      sentence: `La captación terminó. Sus auxiliares tienen ${span(now, graceEndsAt)} para enviar lo que ya captaron.`,
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

/** `12 días`, below two days `30 horas`, below two hours `45 minutos`; never more than what is left. */
function span(from: Date, to: string): string {
  const left = new Date(to).getTime() - from.getTime();
  if (left >= 2 * DAY) return `${Math.floor(left / DAY)} días`;
  if (left >= 2 * HOUR) return `${Math.floor(left / HOUR)} horas`;
  const minutes = Math.floor(left / MINUTE);
  if (minutes < 1) return 'menos de un minuto';
  return minutes === 1 ? '1 minuto' : `${minutes} minutos`;
}

export interface NextStep {
  readonly sentence: string;
  readonly href: string;
  readonly action: string;
}

const ADD = { href: '/portal/auxiliares/nuevo', action: 'Agregar auxiliar' };
const AUXILIARIES = { href: '/portal/auxiliares', action: 'Ver auxiliares' };
const SUPPORTS = { href: '/portal/apoyos', action: 'Ver apoyos' };

/** The one thing an aspirant does best now. */
export function nextStep(
  state: PeriodState | undefined,
  auxiliaries: { readonly authorised: number; readonly ready: number },
  supports: number,
): NextStep {
  const ended = state === 'grace' || state === 'over';
  if (auxiliaries.authorised === 0 && !ended) {
    return { ...ADD, sentence: 'Agregue a quienes captarán apoyos para usted.' };
  }
  if (auxiliaries.ready === 0 && !ended) {
    return {
      ...AUXILIARIES,
      sentence: 'Pida a sus auxiliares registrar su dispositivo con los datos que recibieron por correo.',
    };
  }
  if (supports > 0) return { ...SUPPORTS, sentence: 'Revise el estado de los apoyos que el INE ha recibido.' };
  if (ended) return { ...SUPPORTS, sentence: 'El INE no recibió apoyos para usted en este periodo.' };
  return { ...AUXILIARIES, sentence: 'Sus auxiliares ya pueden captar. Aquí verá los apoyos en cuanto se reciban.' };
}
