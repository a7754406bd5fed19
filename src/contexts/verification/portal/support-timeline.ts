import { captureNotes, type ClassChange, type SupportView } from '../index.js';
import { REGISTRY_STATUS_LABELS } from '#electoral/roll';
import { deskChip, classLabel } from './support-labels.js';

export interface TimelineEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly what: string;
  readonly detail: string;
}

/** Classes before the desk verdict. Every later change follows from the verdict or from another record. */
const CLASSES_BEFORE_DESK: ReadonlySet<string> = new Set(['en-procesamiento', 'mesa-de-control']);

/** History of a support, oldest first: capture, receipt, roll match, review and each change of class. */
export function timelineOf(support: SupportView): TimelineEntry[] {
  const changes = support.moves.filter(({ from }) => from !== null);
  const entries = [
    ...captured(support),
    received(support),
    ...matched(support),
    ...changes.filter(({ to }) => CLASSES_BEFORE_DESK.has(to)).map(classChanged),
    ...reviewed(support),
    ...changes.filter(({ to }) => !CLASSES_BEFORE_DESK.has(to)).map(classChanged),
  ];
  // The sort is stable: entries with the same time keep the causal order in which they are listed above.
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function captured({ capturedAt, channel }: SupportView): TimelineEntry[] {
  if (capturedAt === null) return [];
  return channel === 'paper'
    ? [{ at: capturedAt, what: 'Se otorgó el apoyo en papel', detail: 'Fecha de la cédula.' }]
    : [{ at: capturedAt, what: 'La persona auxiliar captó el apoyo', detail: 'Hora que registró el dispositivo.' }];
}

function received({ receivedAt, flags }: SupportView): TimelineEntry {
  const notes = captureNotes(flags).map((note) => ` ${note}: el OPL decide si cuenta.`);
  const detail = `Se emitió el acuse de recibo.${notes.join('')}`;
  return { at: receivedAt, what: 'El INE recibió el registro', detail };
}

function matched({ matchedAt, rollCut, registryStatus }: SupportView): TimelineEntry[] {
  if (matchedAt === null || rollCut === null) return [];
  const detail = `${REGISTRY_STATUS_LABELS[registryStatus]}, según el corte «${rollCut}».`;
  return [{ at: matchedAt, what: 'Se consultó el Padrón Electoral', detail }];
}

function reviewed(support: SupportView): TimelineEntry[] {
  if (support.deskVerdictAt === null) return [];
  const detail = `${deskChip(support).word}.`;
  return [{ at: support.deskVerdictAt, what: 'El OPL revisó las imágenes en mesa de control', detail }];
}

function classChanged({ to, at }: ClassChange): TimelineEntry {
  const { chip, meaning } = classLabel(to);
  return { at, what: `Pasó a «${chip.word}»`, detail: meaning };
}
