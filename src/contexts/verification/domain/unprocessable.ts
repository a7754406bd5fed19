import { DomainError } from '../../../kernel/errors/domain-error.js';

/** The institutions that together declare a record 'no procesable' (decision 67). */
export type Institution = 'derfe' | 'opl';

/**
 * The institution that an official acts for. An official whose scope is every entidad acts for DERFE.
 * @throws DomainError ACCESS.FORBIDDEN for any other actor
 */
export function institutionOf({
  kind,
  scope,
}: {
  readonly kind: string;
  readonly scope: Readonly<Record<string, string>>;
}): Institution {
  const { entidad } = scope;
  if (kind !== 'official' || entidad === undefined) throw new DomainError('ACCESS.FORBIDDEN', { kind: 'forbidden' });
  return entidad === '*' ? 'derfe' : 'opl';
}
