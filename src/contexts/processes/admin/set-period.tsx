import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ChoiceField, DateTimeField, TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { periodNameFor } from '../domain/office-name.js';
import type { PeriodFormView } from './views.js';

export default function SetPeriod({ data: { process, office, period }, post }: ScreenProps<PeriodFormView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/procesos/records/${process.id}/show`;
  const verb = period ? 'Modificar periodo' : 'Fijar periodo';
  const form = useForm<{ version: number }>({
    initial: {
      name: period?.name ?? periodNameFor(office.name),
      opensAt: fieldValueOf(period?.opensAt, '00:00'),
      closesAt: fieldValueOf(period?.closesAt, '23:59'),
      active: period?.active === false ? 'no' : 'si',
      reason: '',
      agreement: '',
      shortens: 'no',
      stops: 'no',
    },
    send: ({ reason = '', agreement = '', ...terms }) =>
      post({
        ...terms,
        ...(reason.trim() !== '' && { reason }),
        ...(agreement.trim() !== '' && { agreement }),
        ...(period && { periodId: period.id, version: period.version }),
      }),
    done: ({ version }) => {
      const done = period ? `Periodo modificado; quedó la versión ${version}.` : 'Periodo fijado.';
      navigate(back, { replace: true, state: { done } });
    },
  });
  return (
    <>
      <PageHead
        title={verb}
        parent={{ label: process.name, href: back }}
        lead={`${office.name} · ámbito local · ${process.entidad} · todas las horas son del centro`}
      />
      {period && (
        <div className="notice notice-attention">
          <p>
            Al modificarlo, la aplicación de cada auxiliar de este cargo tomará las nuevas fechas en cuanto tenga
            conexión, el calendario del proceso se moverá con ellas, y la versión anterior queda en el historial con su
            acuerdo y su motivo.
          </p>
        </div>
      )}
      <FormView form={form} submitLabel={verb} cancel={<Link to={back}>Volver sin cambios</Link>}>
        <TextField form={form} name="name" label="Nombre del periodo" maxLength={200} />
        <DateTimeField
          form={form}
          name="opensAt"
          label="Inicio"
          dayLabel="Fecha de inicio"
          hourLabel="Hora de inicio"
        />
        <DateTimeField form={form} name="closesAt" label="Final" dayLabel="Fecha final" hourLabel="Hora final" />
        <ChoiceField
          form={form}
          name="active"
          label="Estatus del periodo"
          options={[
            ['si', 'Activo'],
            ['no', 'Inactivo'],
          ]}
        />
        {period?.inForce && form.values['active'] === 'no' && (
          <>
            <div className="notice notice-attention">
              <p>
                <strong>Inactivo detiene la captación de {office.name}.</strong> Sus auxiliares dejan de captar en
                cuanto sus teléfonos tienen conexión. Los teléfonos conservan lo que guardan, pero no se recibe mientras
                el periodo siga inactivo. Lo que se capte entretanto sin conexión queda señalado, y el OPL decide si
                cuenta. El plazo no se repone: si reactiva el periodo, termina en la fecha que tenga.
              </p>
              <p>
                A quiénes afecta:{' '}
                <Link to={`/admin/resources/auxiliares?proceso=${process.id}`}>auxiliares de este proceso</Link> y{' '}
                <Link to={`/admin/pages/no-recibidos?proceso=${process.id}`}>teléfonos con apoyos por enviar</Link>.
              </p>
            </div>
            <ChoiceField
              form={form}
              name="stops"
              label="Detener la captación"
              missing="Confirme si el cambio detiene la captación."
              options={[
                ['no', 'No'],
                ['si', 'Sí, la detiene'],
              ]}
            />
          </>
        )}
        {period && (
          <TextField
            form={form}
            name="agreement"
            label="Número de acuerdo"
            help="Como se cita el acuerdo que modifica el periodo, por ejemplo IEEQ/CG/A/012/27."
            optional={process.practice}
            maxLength={100}
          />
        )}
        <TextArea
          form={form}
          name="reason"
          label={period ? 'Motivo del cambio' : 'Motivo'}
          help={
            period
              ? 'Por ejemplo: prórroga por fallas técnicas. Queda en el historial.'
              : 'Solo se necesita si ya venció el plazo para entregar la llave del OPL, o si la captación abre con fecha pasada.'
          }
          optional={!period}
        />
        {(form.values['shortens'] === 'si' || form.errors.some(({ field }) => field === 'shortens')) && (
          <ChoiceField
            form={form}
            name="shortens"
            label="El acuerdo acorta el periodo"
            missing="Indique si el acuerdo acorta el periodo."
            options={[
              ['no', 'No'],
              ['si', 'Sí, lo acorta'],
            ]}
          />
        )}
      </FormView>
    </>
  );
}

/** Converts `dd/mm/yyyy hh:mm` to the field's `yyyy-mm-ddThh:mm`. */
function fieldValueOf(shown: string | undefined, hour: string): string {
  if (shown === undefined) return `T${hour}`;
  const [day = '', time = ''] = shown.split(' ');
  return `${day.split('/').reverse().join('-')}T${time}`;
}
