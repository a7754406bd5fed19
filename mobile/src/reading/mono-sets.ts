import { MONO } from './templates/mono.data.js';
import { templateSet, type TemplateSet } from './templates/template-set.js';

/** Monospaced typefaces, each with the blur of a sharp and of a soft camera. */
export const MONO_SETS: readonly TemplateSet[] = MONO.flatMap((set) =>
  [0.6, 1.2].map((blur) => templateSet(set, blur)),
);

/** OCR-B, the typeface of real cards. */
export const FIRST_SET: TemplateSet = templateSet(MONO[0] ?? { name: '', characters: '', ink: '' }, 0.9);
