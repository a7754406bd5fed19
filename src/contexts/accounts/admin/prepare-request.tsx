import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { SelectField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { RegisterView } from './request-views.js';

const LIST = '/admin/resources/solicitudes-de-cuentas';

/** An OPL starts the draft of an oficio that requests accounts (§4.1). */
export default function PrepareRequest({ data: { entidades }, post }: ScreenProps<RegisterView>) {
  const navigate = useNavigate();
  const form = useForm<{ requestId: string }>({
    initial: { entidad: entidades.length === 1 ? (entidades[0]?.key ?? '') : '' },
    send: post,
    done: ({ requestId }) => {
      navigate(`${LIST}/records/${requestId}/show`, {
        replace: true,
        state: { done: 'Solicitud en preparación. Agregue a cada persona que necesita cuenta.' },
      });
    },
  });
  return (
    <>
      <PageHead parent={{ label: 'Solicitudes de cuentas', href: LIST }} />
      <ol className="prose">
        <li>Agregue a cada persona: nombre completo, cargo, correo institucional, teléfono y función.</li>
        <li>Imprima el oficio, fírmelo y envíelo al INE mediante la UTVOPL.</li>
        <li>Cuando la DERFE registre su recepción, aquí verá la respuesta sobre cada persona.</li>
      </ol>
      <FormView form={form} submitLabel="Preparar solicitud" cancel={<Link to={LIST}>Volver sin preparar</Link>}>
        {entidades.length > 1 && (
          <SelectField
            form={form}
            name="entidad"
            label="Entidad del OPL"
            options={entidades.map(({ key, label }) => [key, label])}
          />
        )}
      </FormView>
    </>
  );
}
