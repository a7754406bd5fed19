import type { CredentialFields } from '#electoral/identifiers';

/** A citizen's first name and initials: `{ nombre: 'María José', paterno: 'Pérez' }` → `María J. P.` */
export function maskedName({
  nombre,
  paterno,
  materno,
}: Pick<CredentialFields, 'nombre' | 'paterno' | 'materno'>): string {
  const [first = '', ...others] = words(nombre);
  const initials = [...others, ...words(paterno).slice(0, 1), ...words(materno).slice(0, 1)];
  return [first, ...initials.map((word) => `${[...word][0] ?? ''}.`)].filter((part) => part !== '').join(' ');
}

function words(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
