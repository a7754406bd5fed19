import type { NextStep } from '../../../portal/contribution.js';

const SUPPORTS = { href: '/portal/apoyos', action: 'Ver apoyos' };

/** Next step of an aspirant during or after the capture period. */
export function supportStep(captureHasEnded: boolean, supports: number): NextStep {
  if (supports > 0) return { ...SUPPORTS, sentence: 'Revise el estado de los apoyos que el INE ha recibido.' };
  if (captureHasEnded) return { ...SUPPORTS, sentence: 'El INE no recibió apoyos para usted en este periodo.' };
  return {
    href: '/portal/auxiliares',
    action: 'Ver auxiliares',
    sentence: 'Sus auxiliares ya pueden captar. Aquí verá los apoyos en cuanto se reciban.',
  };
}
