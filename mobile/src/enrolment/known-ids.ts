import type { RegistrationIds } from '#electoral/wire';

/**
 * The ids that the registration need not ask for, and where they come from: a link in an e-mail, a registration
 * on this phone, or what the person typed before the registration was interrupted.
 */
export interface KnownIds extends RegistrationIds {
  readonly from: 'link' | 'phone' | 'typed';
}

const KEY = 'datos-de-registro';

/** Stored for the session, because the provider's page replaces the app in this window. */
export function knownIds(): KnownIds | undefined {
  const stored = sessionStorage.getItem(KEY);
  return stored === null ? undefined : (JSON.parse(stored) as KnownIds);
}

export function rememberIds(ids: RegistrationIds, from: KnownIds['from']): void {
  const known: KnownIds = { idProceso: ids.idProceso, idAuxiliar: ids.idAuxiliar, from };
  sessionStorage.setItem(KEY, JSON.stringify(known));
}

export function forgetIds(): void {
  sessionStorage.removeItem(KEY);
}
