import type { SupportFlag } from '../../intake/index.js';

/** What intake noted about the capture, in plain words. The OPL decides whether the support counts (decision 8). */
const CAPTURE_NOTES: Readonly<Record<SupportFlag, string>> = {
  'captured-before-period': 'Captado antes de que iniciara el periodo',
  'captured-after-period': 'Captado después de que terminó el periodo',
  'captured-in-the-future': 'Captado, según el teléfono, después de que se recibió',
  'captured-after-discharge': 'Captado después de la baja de la persona auxiliar',
  'captured-after-replacement': 'Captado con un teléfono ya sustituido',
  'captured-while-inactive': 'Captado mientras el periodo estaba inactivo',
};

export const captureNotes = (flags: readonly SupportFlag[]): string[] => flags.map((flag) => CAPTURE_NOTES[flag]);
