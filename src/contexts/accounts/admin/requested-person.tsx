import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { SelectField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { PersonFields } from './parts/person-fields.js';
import type { PersonFormView } from './request-views.js';

const EMPTY_PERSON = { fullName: '', position: '', email: '', phone: '', role: '', processId: '' };

/** The data of one official in an oficio (§4.3). */
export default function RequestedPerson({ data, post }: ScreenProps<PersonFormView>) {
  const { requestId, folio, roles, processes, emailDomains, person } = data;
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
        <PersonFields form={form} emailDomains={emailDomains} />
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
