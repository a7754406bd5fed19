import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { SelectField, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { PersonFormView } from './request-views.js';

const EMPTY_PERSON = { fullName: '', position: '', email: '', phone: '', role: '', processId: '' };

/** The data of one official in an oficio (§4.3). */
export default function RequestedPerson({ data, post }: ScreenProps<PersonFormView>) {
  const { requestId, folio, roles, processes, person } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/solicitudes-de-cuentas/records/${requestId}/show`;
  const form = useForm({
    initial: person ?? EMPTY_PERSON,
    send: post,
    done: () => {
      navigate(back, { replace: true, state: { done: person ? 'Datos corregidos.' : 'Persona agregada.' } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: folio, href: back }} lead="Con los datos del oficio. Una sola cuenta por persona." />
      <FormView
        form={form}
        submitLabel={person ? 'Guardar datos' : 'Agregar persona'}
        cancel={<Link to={back}>Volver sin cambios</Link>}
      >
        <TextField form={form} name="fullName" label="Nombre completo" maxLength={120} />
        <TextField form={form} name="position" label="Cargo" maxLength={120} />
        <TextField
          form={form}
          name="email"
          label="Correo institucional"
          help="De un dominio de la institución; no uno personal."
          type="email"
          inputMode="email"
        />
        <TextField
          form={form}
          name="phone"
          label="Teléfono"
          help="10 dígitos, con la clave lada."
          type="tel"
          inputMode="tel"
        />
        <SelectField
          form={form}
          name="role"
          label="Función"
          help="Una sola por persona: quien captura en papel no revisa; quien audita no modifica."
          options={roles.map(({ key, label }) => [key, label])}
        />
        <SelectField
          form={form}
          name="processId"
          label="Proceso"
          help={processes.length === 0 ? 'El OPL aún no registra ninguno.' : undefined}
          options={processes.map(({ key, label }) => [key, label])}
          optional
        />
      </FormView>
    </>
  );
}
