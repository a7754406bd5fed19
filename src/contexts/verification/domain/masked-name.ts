import type { CredentialFields } from '#electoral/identifiers';

/** As much of a citizen's name as recognises a record: `{ nombre: 'María José', paterno: 'Pérez' }` → `María J. P.` */
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
