import React from 'react';
import { DateField, SelectField } from '../../../../admin/ui/fields.js';
import type { Form } from '../../../../admin/ui/form.js';
import type { GrantOption } from '../request-views.js';

const RULES = {
  periods: '180 días después de que termina la captación del proceso',
  today: 'dos años desde hoy, porque ningún periodo de captación la limita',
} as const;

/** The process of a grant, and the grant's last day, which that process limits. */
export function GrantFields({ form, grants }: { readonly form: Form; readonly grants: readonly GrantOption[] }) {
  const chosen = grants.find(({ key }) => key === form.values['processId']);
  const help = [
    chosen && `A más tardar el ${chosen.lastDay}: ${RULES[chosen.fromPeriods ? 'periods' : 'today']}.`,
    'La cuenta deja de servir al terminar ese día (hora centro).',
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <>
      <SelectField
        form={form}
        name="processId"
        label="Proceso"
        help="Fija hasta cuándo puede durar la vigencia."
        options={grants.map(({ key, label }) => [key, label])}
      />
      <DateField form={form} name="lastDay" label="Último día de vigencia" help={help} />
    </>
  );
}
