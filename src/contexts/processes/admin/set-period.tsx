import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ChoiceField, MomentField, TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { PeriodFormView } from './views.js';

export default function SetPeriod({ data: { process, office, period }, post }: ScreenProps<PeriodFormView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/procesos/records/${process.id}/show`;
  const verb = period ? 'Modificar periodo' : 'Fijar periodo';
  const form = useForm<{ version: number }>({
    initial: {
      name: period?.name ?? `Captación de apoyo · ${office.name}`,
      opensAt: moment(period?.opensAt, '00:00'),
      closesAt: moment(period?.closesAt, '23:59'),
      active: period?.active === false ? 'no' : 'si',
      reason: '',
    },
    send: ({ reason = '', ...terms }) => post({ ...terms, ...(reason.trim() !== '' && { reason }) }),
    done: ({ version }) => {
      const done = period ? `Periodo modificado; quedó la versión ${version}.` : 'Periodo fijado.';
      navigate(back, { replace: true, state: { done } });
    },
  });
  return (
    <>
      <PageHead
        title={verb}
        above={{ label: process.name, href: back }}
        lead={`${office.name} · ámbito local · todas las horas son del centro`}
      />
      {period && (
        <div className="notice notice-attention">
          <p>
            Al modificarlo, la aplicación de cada auxiliar de este cargo tomará las nuevas fechas en cuanto tenga
            conexión, y la versión anterior queda en el historial con su motivo.
          </p>
        </div>
      )}
      <FormView form={form} verb={verb} cancel={<Link to={back}>Volver sin cambios</Link>}>
        <TextField form={form} name="name" label="Nombre del periodo" maxLength={200} />
        <MomentField form={form} name="opensAt" label="Inicio" dayLabel="Fecha de inicio" hourLabel="Hora de inicio" />
        <MomentField form={form} name="closesAt" label="Final" dayLabel="Fecha final" hourLabel="Hora final" />
        <ChoiceField
          form={form}
          name="active"
          label="Estatus del periodo"
          options={[
            ['si', 'Activo'],
            ['no', 'Inactivo'],
          ]}
        />
        {period && (
          <TextArea
            form={form}
            name="reason"
            label="Motivo del cambio"
            help="Por ejemplo, el acuerdo que lo modifica. Queda en el historial."
          />
        )}
      </FormView>
    </>
  );
}

/** `dd/mm/aaaa hh:mm` as the field keeps it. */
function moment(shown: string | undefined, hour: string): string {
  if (shown === undefined) return `T${hour}`;
  const [day = '', time = ''] = shown.split(' ');
  return `${day.split('/').reverse().join('-')}T${time}`;
}
