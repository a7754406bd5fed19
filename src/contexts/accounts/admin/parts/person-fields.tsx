import React from 'react';
import { TextField } from '../../../../admin/ui/fields.js';
import type { Form } from '../../../../admin/ui/form.js';

/** The data of an official in an oficio (§4.3). */
export function PersonFields({ form }: { readonly form: Form }) {
  return (
    <>
      <TextField form={form} name="fullName" label="Nombre completo" maxLength={120} />
      <TextField form={form} name="position" label="Cargo" maxLength={120} />
      <TextField
        form={form}
        name="email"
        label="Correo institucional"
        help="De un dominio de la institución; no uno personal."
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
