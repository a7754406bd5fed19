import React from 'react';
import { DateField, SelectField } from '../../../../admin/ui/fields.js';
import type { Form } from '../../../../admin/ui/form.js';
import type { GrantOption } from '../request-views.js';

/** The process of a grant, and the grant's last day, which that process limits. */
export function GrantFields({ form, grants }: { readonly form: Form; readonly grants: readonly GrantOption[] }) {
  const chosen = grants.find(({ key }) => key === form.values['processId']);
  const help =
    chosen?.lastDay == null
      ? 'La cuenta deja de servir al terminar ese día (hora centro).'
      : `A más tardar el ${chosen.lastDay}. La cuenta deja de servir al terminar ese día (hora centro).`;
  return (
    <>
      <SelectField
        form={form}
        name="processId"
        label="Proceso"
        help="La vigencia de la cuenta termina con él."
        options={grants.map(({ key, label }) => [key, label])}
      />
      <DateField form={form} name="lastDay" label="Último día de vigencia" help={help} />
    </>
  );
}
