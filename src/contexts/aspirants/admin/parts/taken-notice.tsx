import React from 'react';
import { codesInText } from '#electoral/normalise';
import type { Form } from '../../../../admin/ui/form.js';

/** Links to the registration that has the e-mail or the clave of the form, in another tab: the form stays as it is. */
export function TakenNotice({ form }: { readonly form: Form }) {
  const folios = form.errors
    .filter(({ code }) => code === 'ASPIRANTS.CLAVE_TAKEN' || code === 'ASPIRANTS.EMAIL_TAKEN')
    .flatMap(({ detail }) => codesInText(detail).filter(({ isCode }) => isCode));
  return [...new Set(folios.map(({ text }) => text))].map((folio) => (
    <p key={folio}>
      <a href={`/admin/resources/aspirantes?busca=${folio}`} target="_blank" rel="noreferrer">
        Ver el registro <span className="code">{folio}</span> (en otra pestaña)
      </a>
    </p>
  ));
}
