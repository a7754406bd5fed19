import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ChoiceField, SelectField, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { CreateProcessView } from './views.js';

export default function CreateProcess({ data: { entidades }, post }: ScreenProps<CreateProcessView>) {
  const navigate = useNavigate();
  const form = useForm<{ processId: string; idProceso: string }>({
    initial: { entidad: entidades.length === 1 ? (entidades[0]?.key ?? '') : '', name: '', practice: 'no' },
    send: post,
    done: ({ processId, idProceso }) => {
      navigate(`/admin/resources/procesos/records/${processId}/show`, {
        replace: true,
        state: {
          done: `Proceso creado. Su Id Proceso es ${idProceso}; las y los auxiliares lo escribirán en la aplicación.`,
        },
      });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: 'Procesos', href: '/admin/resources/procesos' }}
        lead="El sistema asigna el Id Proceso al crearlo."
      />
      <FormView
        form={form}
        submitLabel="Crear proceso"
        cancel={<Link to="/admin/resources/procesos">Volver sin crear</Link>}
      >
        <SelectField
          form={form}
          name="entidad"
          label="Entidad"
          options={entidades.map(({ key, name }) => [key, `${key} · ${name}`])}
        />
        <TextField
          form={form}
          name="name"
          label="Nombre del proceso"
          help="Como lo publica el OPL, por ejemplo: Proceso Electoral Local 2026-2027."
          maxLength={200}
        />
        <ChoiceField
          form={form}
          name="practice"
          label="Tipo"
          help="En un proceso de práctica cada página, documento y correo lo dice, y nada cuenta."
          options={[
            ['no', 'Proceso real'],
            ['si', 'Proceso de práctica (simulacro)'],
          ]}
        />
      </FormView>
    </>
  );
}
