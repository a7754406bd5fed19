import { REGISTRY_STATUS_LABELS, type SupportView } from '../contexts/verification/index.js';
import { deskChip, wordsOf } from './support-words.js';

export interface TimelineEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly what: string;
  readonly detail: string;
}

/** What happened to a support, oldest first: captured, received, asked in the roll, reviewed, each change of class. */
export function timelineOf(support: SupportView): TimelineEntry[] {
  const entries: TimelineEntry[] = [
    { at: support.receivedAt, what: 'El INE recibió el registro', detail: 'Se emitió el acuse de recibo.' },
    ...support.moves
      .filter(({ from }) => from !== null)
      .map(({ to, at }) => ({ at, what: `Pasó a «${wordsOf(to).chip.word}»`, detail: wordsOf(to).meaning })),
  ];
  if (support.capturedAt !== null) {
    entries.push({
      at: support.capturedAt,
      what: support.channel === 'paper' ? 'Se otorgó el apoyo en papel' : 'La persona auxiliar captó el apoyo',
      detail: 'Hora que registró el dispositivo.',
    });
  }
  if (support.matchedAt !== null && support.rollCut !== null) {
    entries.push({
      at: support.matchedAt,
      what: 'Se consultó el Padrón Electoral',
      detail: `${REGISTRY_STATUS_LABELS[support.registryStatus]}, según el corte «${support.rollCut}».`,
    });
  }
  if (support.deskVerdictAt !== null) {
    entries.push({
      at: support.deskVerdictAt,
      what: 'El OPL revisó las imágenes en mesa de control',
      detail: `${deskChip(support).word}.`,
    });
  }
  // Entries of one instant keep their order: the cause before the class it led to.
  const order = (entry: TimelineEntry): number => (entry.what.startsWith('Pasó') ? 1 : 0);
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || order(a) - order(b));
}
