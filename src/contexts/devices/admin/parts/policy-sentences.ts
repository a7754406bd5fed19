import type { PolicyView } from '../views.js';

type Rules = Pick<
  PolicyView,
  'onMismatch' | 'devicesAllowed' | 'secondAspirant' | 'unattestedAllowed' | 'unsentKeptDays'
>;

/** What each rule means for those it concerns. */
export function policySentences(rules: Rules): readonly string[] {
  const { onMismatch, devicesAllowed, secondAspirant, unattestedAllowed, unsentKeptDays } = rules;
  return [
    onMismatch === 'review' ? 'Si algo no coincide, capta mientras se revisa.' : 'Si algo no coincide, no capta.',
    `Hasta ${String(devicesAllowed)} ${devicesAllowed === 1 ? 'dispositivo' : 'dispositivos'} por persona auxiliar.`,
    secondAspirant ? 'Puede ser auxiliar de dos aspirantes.' : 'Si es auxiliar de dos aspirantes, se revisa.',
    unattestedAllowed === null
      ? 'Sin límite de dispositivos sin comprobación de fábrica.'
      : `Hasta ${unattestedAllowed.toLocaleString('es-MX')} sin comprobación de fábrica por aspirante.`,
    `Lo no enviado se conserva ${String(unsentKeptDays)} ${unsentKeptDays === 1 ? 'día' : 'días'}.`,
  ];
}
