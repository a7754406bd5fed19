import React from 'react';
import { TextField } from '../../../../admin/ui/fields.js';
import type { Form } from '../../../../admin/ui/form.js';

interface PersonFieldsProps {
  readonly form: Form;
  /** The domains in which the address can be, each with an at sign. */
  readonly emailDomains?: readonly string[];
}

/** The data of an official in an oficio (§4.3). */
export function PersonFields({ form, emailDomains }: PersonFieldsProps) {
  return (
    <>
      <TextField form={form} name="fullName" label="Nombre completo" maxLength={120} />
      <TextField form={form} name="position" label="Cargo" maxLength={120} />
      <TextField
        form={form}
        name="email"
        label="Correo institucional"
        help={emailHelp(emailDomains)}
        type="email"
        inputMode="email"
      />
      <TextField
        form={form}
        name="phone"
        label="Teléfono"
        help="10 dígitos, con la clave lada."
        type="tel"
        inputMode="tel"
      />
    </>
  );
}

function emailHelp(domains: readonly string[] | undefined): string {
  if (domains === undefined) return 'De un dominio de la institución; no uno personal.';
  if (domains.length === 0) return 'Aún no hay ningún dominio de la institución; lo agrega la Administración DERFE.';
  return `Termina en ${domains.join(' o ')}; no es la cuenta de acceso, que asigna la DERFE.`;
}
