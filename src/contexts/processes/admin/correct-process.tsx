import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ChoiceField, TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { KeyFormView } from './views.js';

export default function CorrectProcess({ data: { process }, post }: ScreenProps<KeyFormView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/procesos/records/${process.id}/show`;
  const form = useForm({
    initial: { name: process.name, practice: process.practice ? 'si' : 'no', reason: '' },
    send: post,
    done: () => {
      navigate(back, {
        replace: true,
        state: { done: 'Proceso corregido. Lo que decía queda en su historial y en la bitácora.' },
      });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: process.name, href: back }}
        lead={`El nombre puede corregirse mientras el proceso no se cierre; el tipo, solo mientras no tenga periodos de captación ni personas aspirantes. El Id Proceso, ${process.idProceso}, no cambia. Los documentos y correos ya hechos conservan el nombre anterior.`}
      />
      <FormView form={form} submitLabel="Corregir proceso" cancel={<Link to={back}>Volver sin cambios</Link>}>
        <TextField form={form} name="name" label="Nombre del proceso" help="Como lo publica el OPL." maxLength={200} />
        <ChoiceField
          form={form}
          name="practice"
          label="Tipo"
          options={[
            ['no', 'Proceso real'],
            ['si', 'Proceso de práctica (simulacro)'],
          ]}
        />
        <TextArea form={form} name="reason" label="Motivo" help="Queda en la bitácora." />
      </FormView>
    </>
  );
}
