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

/** Explains each class to the aspirant. */
const CLASS_MEANINGS: Readonly<Record<ReportedClass, string>> = {
  'en-procesamiento': 'El INE lo recibió y todavía lo verifica.',
  'mesa-de-control': 'El OPL revisará sus imágenes y sus datos.',
  'con-inconsistencia': 'Su revisión encontró una inconsistencia; por ahora no cuenta.',
  'fuera-de-periodo':
    'Se captó fuera del periodo, después de la baja de la persona auxiliar o con un teléfono ya sustituido; el OPL decide si cuenta.',
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

export interface ClassLabel {
  readonly key: ReportedClass;
  readonly chip: { readonly tone: StateTone; readonly word: string };
  readonly meaning: string;
}

export function classLabel(key: ReportedClass): ClassLabel {
  return {
    key,
    chip: { tone: REPORTED_CLASS_TONES[key], word: REPORTED_CLASS_LABELS[key] },
    meaning: CLASS_MEANINGS[key],
  };
}

/** Display order: supports that count, then pending ones, then those that do not count. */
const DISPLAY_ORDER: readonly ReportedClass[] = [
  'valido',
  'mesa-de-control',
  'en-procesamiento',
  ...REPORTED_CLASSES.filter((one) => !['valido', 'mesa-de-control', 'en-procesamiento'].includes(one)),
];

/** Counts for a page: the total, the first three classes, and every other class that has records. */
export function figuresOf({ total, byClass, cutAt }: SupportFigures): object {
  const classes = DISPLAY_ORDER.map((one) => ({ ...classLabel(one), count: byClass[one] }));
  return { total, cutAt, classes: classes.filter(({ count }, index) => count > 0 || index < 3) };
}

export function registryLabel({ registryStatus, bajaCause }: Pick<SupportRow, 'registryStatus' | 'bajaCause'>): string {
  const status = REGISTRY_STATUS_LABELS[registryStatus];
  return bajaCause === '' ? status : `${status}: ${BAJA_CAUSE_LABELS[bajaCause].toLowerCase()}`;
}

/** The verdict of the desk, including the inconsistency if it found one (§6.2). */
export function deskChip({ deskVerdict }: Pick<SupportRow, 'deskVerdict'>): { tone: StateTone; word: string } {
  const tone = deskVerdict === 'pendiente' ? 'process' : deskVerdict === 'sin-inconsistencia' ? 'counts' : 'excluded';
  return { tone, word: DESK_VERDICT_LABELS[deskVerdict] };
}
