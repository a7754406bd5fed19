import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { SelectField, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { OFFICE_KINDS } from './parts/office-kinds.js';
import type { KeyFormView } from './views.js';

export default function AddOffice({ data: { process }, post }: ScreenProps<KeyFormView>) {
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
  return (
    <>
      <PageHead above={{ label: process.name, href: back }} />
      <FormView form={form} verb="Agregar cargo" cancel={<Link to={back}>Volver sin agregar</Link>}>
        <SelectField form={form} name="kind" label="Tipo de cargo" options={Object.entries(OFFICE_KINDS)} />
        <TextField
          form={form}
          name="name"
          label="Nombre del cargo"
          help="Como se leerá en la aplicación y en la cédula, por ejemplo: Presidencia municipal de Corregidora."
          maxLength={200}
        />
        <TextField
          form={form}
          name="territory"
          label="Municipio o distrito"
          help="Donde se elige: clave o nombre del municipio, o número del distrito local."
          optional
          maxLength={200}
        />
      </FormView>
    </>
  );
}
