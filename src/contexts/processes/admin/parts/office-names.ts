import type { OfficeKindChoice } from '../views.js';

/** The usual name of an office: its kind and territory. Empty if no territory has been chosen yet. */
export function suggestedName(kind: OfficeKindChoice | undefined, territory: string): string {
  if (!kind || kind.scope === 'entidad') return kind?.label ?? '';
  const name = kind.choices?.find(({ key }) => key === territory)?.name;
  if (name === undefined) return '';
  return kind.scope === 'municipality' ? `${kind.label} de ${name}` : `${kind.label} · ${name}`;
}
