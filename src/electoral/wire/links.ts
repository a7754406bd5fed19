/*
 * Links in e-mails that fill a form. The values follow `#`: browsers do not send that part, so the values reach no
 * log and no referrer, and a mail scanner that fetches the link gets the empty form.
 */

/** The page on which anyone who holds a receipt checks it (§10.3); `views/assets/receipt.js` fills its fields. */
export function receiptLink(publicUrl: string, receipt: { folio: string; integrityCode: string }): string {
  const values = new URLSearchParams({ folio: receipt.folio, codigo: receipt.integrityCode });
  return `${publicUrl}/recibo#${values.toString()}`;
}

/** What the app asks for at registration (§7.3). */
export interface RegistrationIds {
  readonly idProceso: string;
  readonly idAuxiliar: string;
}

/** The registration in the web app, with both ids filled. */
export function registrationLink(publicUrl: string, { idProceso, idAuxiliar }: RegistrationIds): string {
  return `${publicUrl}/app/registro#${new URLSearchParams({ proceso: idProceso, auxiliar: idAuxiliar }).toString()}`;
}

/** Longer values were not written by {@link registrationLink}. */
const MAX_ID_LENGTH = 60;

/**
 * The ids in the fragment of a registration link. They are not trusted: the user confirms them.
 * @returns undefined if one is missing.
 */
export function idsFromFragment(fragment: string): RegistrationIds | undefined {
  const values = new URLSearchParams(fragment.replace(/^#/, ''));
  const [idProceso = '', idAuxiliar = ''] = ['proceso', 'auxiliar'].map((name) => values.get(name)?.trim() ?? '');
  const isId = (id: string): boolean => id !== '' && id.length <= MAX_ID_LENGTH;
  return isId(idProceso) && isId(idAuxiliar) ? { idProceso, idAuxiliar } : undefined;
}
