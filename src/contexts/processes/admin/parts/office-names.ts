import type { OfficeKindChoice } from '../views.js';

/** How an office is usually called: the kind with its place. */
export function suggestedName(kind: OfficeKindChoice | undefined, territory: string): string {
  if (!kind || kind.scope === 'entidad') return kind?.label ?? '';
  const place = kind.choices?.find(({ key }) => key === territory)?.name;
  if (place === undefined) return '';
  return kind.scope === 'municipality' ? `${kind.label} de ${place}` : `${kind.label} · ${place}`;
}
