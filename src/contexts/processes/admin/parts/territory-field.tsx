import React from 'react';
import { SelectField, TextField } from '../../../../admin/ui/fields.js';
import type { Form } from '../../../../admin/ui/form.js';
import type { OfficeKindChoice } from '../views.js';

/** Selects the territory of an office from the catalogue, or takes free text if none is loaded. */
export function TerritoryField({ form, kind }: { readonly form: Form; readonly kind: OfficeKindChoice }) {
  if (kind.scope === 'entidad') return <p className="quiet">Se elige en toda la entidad.</p>;
  const label = kind.scope === 'municipality' ? 'Municipio' : 'Distrito local';
  if (kind.choices === null) {
    return (
      <TextField
        form={form}
        name="territory"
        label={label}
        help="Todavía no hay catálogo de la entidad: escriba la clave o el nombre. Cuando la DERFE lo cargue podrá elegirlo."
        maxLength={200}
      />
    );
  }
  return (
    <SelectField
      form={form}
      name="territory"
      label={label}
      options={kind.choices.map(({ key, name }) => [key, kind.scope === 'municipality' ? `${name} (${key})` : name])}
    />
  );
}
