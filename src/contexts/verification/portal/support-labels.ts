import {
  DESK_VERDICT_LABELS,
  REPORTED_CLASSES,
  REPORTED_CLASS_LABELS,
  REPORTED_CLASS_TONES,
  type ReportedClass,
  type StateTone,
  type SupportFigures,
  type SupportRow,
} from '../index.js';
import { BAJA_CAUSE_LABELS, REGISTRY_STATUS_LABELS } from '#electoral/roll';

/** What each class means for the aspirant, in a sentence. */
const MEANING: Readonly<Record<ReportedClass, string>> = {
  'en-procesamiento': 'El INE lo recibió y todavía lo verifica.',
  'mesa-de-control': 'El OPL revisará sus imágenes y sus datos.',
  'con-inconsistencia': 'La revisión de imágenes encontró una inconsistencia; por ahora no cuenta.',
  'fuera-de-periodo': 'La hora de captura está fuera del periodo; el OPL decide si cuenta.',
  'no-encontrado': 'Los datos no se encontraron en el Padrón Electoral; no cuenta.',
  baja: 'La persona causó baja del Padrón Electoral; no cuenta.',
  padron: 'La persona está en el padrón, pero no en la lista nominal; no cuenta.',
  'otra-situacion': 'La persona tiene otra situación en el padrón; no cuenta.',
  'fuera-de-ambito': 'La persona está registrada fuera del territorio de este cargo; no cuenta.',
  'fuera-de-regimen': 'Se captó en papel y la persona vive fuera de los municipios de excepción; no cuenta.',
  'duplicado-mismo': 'La misma persona ya le dio su apoyo; solo cuenta una vez.',
  'duplicado-otro': 'La misma persona dio antes su apoyo a otra persona aspirante al mismo cargo; no cuenta.',
  valido: 'Se encontró en la lista nominal y su revisión no tiene inconsistencias.',
};

export interface ClassWords {
  readonly key: ReportedClass;
  readonly chip: { readonly tone: StateTone; readonly word: string };
  readonly meaning: string;
}

export function wordsOf(key: ReportedClass): ClassWords {
  return {
    key,
    chip: { tone: REPORTED_CLASS_TONES[key], word: REPORTED_CLASS_LABELS[key] },
    meaning: MEANING[key],
  };
}

/** Counting first, then what waits, then what does not count: the order in which an aspirant asks. */
const ORDER: readonly ReportedClass[] = [
  'valido',
  'mesa-de-control',
  'en-procesamiento',
  ...REPORTED_CLASSES.filter((one) => !['valido', 'mesa-de-control', 'en-procesamiento'].includes(one)),
];

/** Figures as a page shows them: the total, and every class that has records or is always asked for. */
export function figuresOf({ total, byClass, cutAt }: SupportFigures): object {
  const classes = ORDER.map((one) => ({ ...wordsOf(one), count: byClass[one] }));
  return { total, cutAt, classes: classes.filter(({ count }, place) => count > 0 || place < 3) };
}

export function registryWords({ registryStatus, bajaCause }: Pick<SupportRow, 'registryStatus' | 'bajaCause'>): string {
  const status = REGISTRY_STATUS_LABELS[registryStatus];
  return bajaCause === '' ? status : `${status}: ${BAJA_CAUSE_LABELS[bajaCause].toLowerCase()}`;
}

/** The desk's answer, and the inconsistency where it found one (§6.2). */
export function deskChip({ deskVerdict }: Pick<SupportRow, 'deskVerdict'>): { tone: StateTone; word: string } {
  const tone = deskVerdict === 'pendiente' ? 'process' : deskVerdict === 'sin-inconsistencia' ? 'counts' : 'excluded';
  return { tone, word: DESK_VERDICT_LABELS[deskVerdict] };
}
