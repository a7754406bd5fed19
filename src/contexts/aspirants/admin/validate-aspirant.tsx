import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { CheckboxField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { ScreenLink } from '../../../admin/ui/frame.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { RegistrationData } from './parts/registration-data.js';
import type { ValidateView } from './views.js';

/** Shows all data of the sheet and the open warnings, to validate them (§5.F). */
export default function ValidateAspirant({ data, post }: ScreenProps<ValidateView>) {
  const { id, name, version, open } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/aspirantes/records/${id}/show`;
  const form = useForm({
    initial: { version: String(version) },
    send: post,
    done: () => {
      navigate(back, {
        replace: true,
        state: { done: 'Datos validados. Lo que sigue es imprimir la Cédula y recabar la firma.' },
      });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: name, href: back }}
        lead="Coteje cada dato con la credencial y el expediente. Así saldrán en la Cédula. Coteje en la pantalla: si imprime esta página, los datos salen cubiertos. Esta consulta queda registrada."
      >
        <ScreenLink to="aspirantes/corregir" recordId={id} />
      </PageHead>
      <RegistrationData {...data} />
      <FormView form={form} submitLabel="Validar datos" cancel={<Link to={back}>Volver sin validar</Link>}>
        {open.length > 0 && (
          <fieldset className="group">
            <legend>Advertencias</legend>
            <p>Ninguna impide el registro. Revise cada una y márquela, o corrija el dato.</p>
            {open.map(({ key, field, sentence, confirmation }) => (
              <div key={key} className="notice notice-attention stack">
                <p>
                  <strong>{field}.</strong> {sentence}
                </p>
                <CheckboxField form={form} name={key} label={confirmation} />
              </div>
            ))}
          </fieldset>
        )}
      </FormView>
    </>
  );
}
