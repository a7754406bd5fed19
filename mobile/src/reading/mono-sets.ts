import { MONO } from './templates/mono.data.js';
import { templateSet, type TemplateSet } from './templates/template-set.js';

/** Type of one pitch, as a sharp and as a soft camera sees it. */
export const MONO_SETS: readonly TemplateSet[] = MONO.flatMap((set) =>
  [0.6, 1.2].map((blur) => templateSet(set, blur)),
);

/** OCR-B: what real cards are printed in. */
export const FIRST_SET: TemplateSet = templateSet(MONO[0] ?? { name: '', characters: '', ink: '' }, 0.9);
