import { maskWords, type CredentialFields } from '#electoral/identifiers';

/** What the aspirant registered, and what the app read from the card. */
export interface EnrolmentFacts {
  readonly registered: { readonly nombre: string; readonly fechaNacimiento: string; readonly claveElector: string };
  /** Null unless the reading is `read`. */
  readonly read: CredentialFields | null;
  /** `unavailable`: not checked yet, or the key of the enrolment is not available in this process. */
  readonly reading: 'read' | 'nothing' | 'unavailable';
}

/** @param read undefined if it is not available. */
export function enrolmentFacts(
  { displayName, registered }: { readonly displayName: string; readonly registered: Person },
  read: CredentialFields | undefined,
): EnrolmentFacts {
  const { fechaNacimiento, claveElector } = registered;
  const hasFields = read !== undefined && Object.keys(read).length > 0;
  return {
    registered: { nombre: displayName, fechaNacimiento, claveElector },
    read: hasFields ? read : null,
    reading: hasFields ? 'read' : read === undefined ? 'unavailable' : 'nothing',
  };
}

type Person = Omit<EnrolmentFacts['registered'], 'nombre'>;

/** The facts with names and identifiers masked; only the expiry of the card is not. */
export function maskFacts({ registered, read, reading }: EnrolmentFacts): EnrolmentFacts {
  return { registered: masked(registered), read: read && { ...masked(read), ...shownOf(read) }, reading };
}

const shownOf = ({ vigencia }: CredentialFields): CredentialFields => (vigencia === undefined ? {} : { vigencia });

const masked = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, maskWords(String(value))])) as Fields;
