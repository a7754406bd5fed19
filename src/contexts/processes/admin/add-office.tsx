import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ConfirmationField, SelectField, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { PLACE_CHECKED } from '../domain/office-name.js';
import { suggestedName } from './parts/office-names.js';
import { TerritoryField } from './parts/territory-field.js';
import type { OfficeFormView } from './views.js';

export default function AddOffice({ data: { process, kinds }, post }: ScreenProps<OfficeFormView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/procesos/records/${process.id}/show`;
  const form = useForm({
    initial: { kind: '', name: '', territory: '' },
    send: post,
    done: () => {
      navigate(back, {
        replace: true,
        state: { done: 'Cargo agregado. Lo que sigue es fijar su periodo de captación.' },
      });
    },
  });
  const kind = kinds.find(({ key }) => key === form.values['kind']);
  // The name is suggested from kind and territory until the user types another.
  const updateName = (previous: string, next: string): void => {
    const current = form.values['name'] ?? '';
    if (current === '' || current === previous) form.set('name', next);
  };
  const suggestion = suggestedName(kind, form.values['territory'] ?? '');
  return (
    <>
      <PageHead parent={{ label: process.name, href: back }} />
      <FormView form={form} submitLabel="Agregar cargo" cancel={<Link to={back}>Volver sin agregar</Link>}>
        <SelectField
          form={{
            ...form,
            set: (name, value) => {
              form.set(name, value);
              form.set('territory', '');
              updateName(
                suggestion,
                suggestedName(
                  kinds.find(({ key }) => key === value),
                  '',
                ),
              );
            },
          }}
          name="kind"
          label="Tipo de cargo"
          options={kinds.map(({ key, label }) => [key, label])}
        />
        {kind && (
          <TerritoryField
            form={{
              ...form,
              set: (name, value) => {
                form.set(name, value);
                updateName(suggestion, suggestedName(kind, value));
              },
            }}
            kind={kind}
          />
        )}
        <TextField
          form={form}
          name="name"
          label="Nombre del cargo"
          help="Como se leerá en la aplicación y en la cédula, por ejemplo: Presidencia municipal de Corregidora."
          maxLength={200}
        />
        <ConfirmationField form={form} name={PLACE_CHECKED} label="El nombre del cargo y el lugar están bien" />
      </FormView>
    </>
  );
}
