/** Known facts about a person, with which an identifier is compared. */
export interface PersonFacts {
  readonly nombre?: string;
  readonly paterno?: string;
  readonly materno?: string;
  /** `yyyy-mm-dd` */
  readonly fechaNacimiento?: string;
  /** As printed on the card. The registry may lawfully have H or M if the card has X, NB or nothing. */
  readonly sexo?: Sexo | '';
  /** Key of the entidad of birth. */
  readonly entidadNacimiento?: string;
}

export const SEXOS = ['H', 'M', 'X', 'NB'] as const;
export type Sexo = (typeof SEXOS)[number];

/** True if card and identifier have opposite sexes, H and M. */
export function contradictsSexo(shown: PersonFacts['sexo'], inIdentifier: string): boolean {
  return (shown === 'H' || shown === 'M') && (inIdentifier === 'H' || inIdentifier === 'M') && shown !== inIdentifier;
}

/** True for X, NB or an empty field on the card, which only cause a warning. */
export function isSexoUnspecified(shown: PersonFacts['sexo']): boolean {
  return shown === 'X' || shown === 'NB' || shown === '';
}
