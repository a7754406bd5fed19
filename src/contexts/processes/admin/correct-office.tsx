import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ConfirmationField, SelectField, TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { PLACE_CHECKED } from '../domain/office-name.js';
import { TerritoryField } from './parts/territory-field.js';
import type { OfficeCorrectionView } from './views.js';

export default function CorrectOffice({ data: { process, kinds, office }, post }: ScreenProps<OfficeCorrectionView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/procesos/records/${process.id}/show`;
  const form = useForm<{ signedSheets: number }>({
    initial: { ...office, reason: '' },
    send: post,
    done: ({ signedSheets }) => {
      navigate(back, {
        replace: true,
        state: {
          done: 'Cargo corregido. Lo que decía queda en la bitácora.',
          warnings: signedSheets === 0 ? [] : [signedSheetsNotice(signedSheets, office.name)],
        },
      });
    },
  });
  const kind = kinds.find(({ key }) => key === form.values['kind']);
  return (
    <>
      <PageHead
        parent={{ label: process.name, href: back }}
        lead="Si ya hay personas aspirantes registradas para el cargo, solo puede corregirse su nombre. Las Cédulas firmadas y los correos enviados conservan el nombre anterior; imprima de nuevo las Cédulas que falten por firmar. Si el nombre del periodo es el que se propuso con el del cargo, también cambia."
      />
      <FormView form={form} submitLabel="Corregir cargo" cancel={<Link to={back}>Volver sin cambios</Link>}>
        <SelectField
          form={{
            ...form,
            set: (name, value) => {
              form.set(name, value);
              form.set('territory', '');
            },
          }}
          name="kind"
          label="Tipo de cargo"
          options={kinds.map(({ key, label }) => [key, label])}
        />
        {kind && <TerritoryField form={form} kind={kind} />}
        <TextField
          form={form}
          name="name"
          label="Nombre del cargo"
          help="Como se leerá en la aplicación y en la cédula."
          maxLength={200}
        />
        <TextArea form={form} name="reason" label="Motivo" help="Queda en la bitácora." />
        <ConfirmationField form={form} name={PLACE_CHECKED} label="El nombre del cargo y el lugar están bien" />
      </FormView>
    </>
  );
}

function signedSheetsNotice(count: number, formerName: string): string {
  return count === 1
    ? `Ya hay una Cédula firmada que dice «${formerName}»; así se conserva.`
    : `Ya hay ${String(count)} Cédulas firmadas que dicen «${formerName}»; así se conservan.`;
}
