/** What an identifier is compared with, as far as it is known. */
export interface PersonFacts {
  readonly nombre?: string;
  readonly paterno?: string;
  readonly materno?: string;
  /** `aaaa-mm-dd` */
  readonly fechaNacimiento?: string;
  /** As the card shows it. H and M may lawfully differ from the registry only when it shows X, NB or nothing. */
  readonly sexo?: Sexo | '';
  /** Key of the entidad of birth. */
  readonly entidadNacimiento?: string;
}

export const SEXOS = ['H', 'M', 'X', 'NB'] as const;
export type Sexo = (typeof SEXOS)[number];

/** True when what the card shows contradicts H or M of an identifier; X, NB and nothing never do. */
export function contradictsSexo(shown: PersonFacts['sexo'], inIdentifier: string): boolean {
  return (shown === 'H' || shown === 'M') && (inIdentifier === 'H' || inIdentifier === 'M') && shown !== inIdentifier;
}

/** X or NB on the card, or nothing: worth showing, never a reason to refuse. */
export function isSexoUnspecified(shown: PersonFacts['sexo']): boolean {
  return shown === 'X' || shown === 'NB' || shown === '';
}
