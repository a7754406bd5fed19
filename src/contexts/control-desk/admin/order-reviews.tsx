import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { NumberField, SelectField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { OrderView } from './sample-views.js';

/** Has the first records of the sample reviewed again by other reviewers (decision 50). */
export default function OrderReviews({ data, post }: ScreenProps<OrderView>) {
  const { id, title, records, ordered, aspirants } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/muestras/records/${id}/show`;
  const form = useForm<{ readonly ordered: number; readonly unassigned: number }>({
    initial: { size: '', aspirantId: '' },
    send: post,
    done: ({ ordered: added, unassigned }) => {
      const done = `Segundas revisiones ordenadas: ${added.toLocaleString('es-MX')}.`;
      const warnings =
        unassigned > 0
          ? [
              `Sin persona que pueda revisarlos: ${unassigned.toLocaleString('es-MX')}. Quien revisó o capturó un registro no puede hacer su segunda revisión; dé de alta a otra persona y vuelva a ordenar las revisiones.`,
            ]
          : [];
      navigate(back, { replace: true, state: { done, warnings } });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: `Registros revisados: ${title}`, href: back }}
        lead={`Se revisan otra vez los primeros registros del sorteo, por partes iguales entre el personal revisor. Quien revisó o capturó un registro no lo recibe, y nadie ve el primer resultado. Ya ordenadas: ${ordered.toLocaleString('es-MX')}.`}
      />
      <FormView
        form={form}
        submitLabel="Ordenar segundas revisiones"
        cancel={<Link to={back}>Volver sin ordenar</Link>}
      >
        <SelectField
          form={form}
          name="aspirantId"
          label="De quién"
          optional
          help="Si no elige a nadie, se toman los primeros registros de todo el sorteo."
          options={aspirants.map((aspirant) => [aspirant.id, aspirant.name])}
        />
        <NumberField
          form={form}
          name="size"
          label="Cuántos registros, contados desde el primero del sorteo"
          help="Los que ya se ordenaron cuentan entre ellos y no se repiten."
          most={Math.min(records, 5000)}
        />
      </FormView>
    </>
  );
}
