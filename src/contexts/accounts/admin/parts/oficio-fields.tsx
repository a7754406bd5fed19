import React from 'react';
import { DateField, TextField } from '../../../../admin/ui/fields.js';
import type { Form } from '../../../../admin/ui/form.js';

export const EMPTY_OFICIO = { oficioNumber: '', oficioDate: '', receivedBy: '', receivedOn: '' };

/** Number and date of the oficio, and its receipt by the UTVOPL. */
export function OficioFields({ form }: { readonly form: Form }) {
  return (
    <>
      <TextField
        form={form}
        name="oficioNumber"
        label="Número de oficio"
        help="Como está en el documento, por ejemplo IEEQ/SE/0001/2027."
        maxLength={60}
      />
      <DateField form={form} name="oficioDate" label="Fecha del oficio" />
      <TextField form={form} name="receivedBy" label="Quién lo recibió en la UTVOPL" maxLength={120} />
      <DateField form={form} name="receivedOn" label="Fecha de recepción en la UTVOPL" />
    </>
  );
}
