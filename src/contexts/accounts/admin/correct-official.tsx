import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { CheckboxField, TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { PersonFields } from './parts/person-fields.js';
import type { OfficialDetail } from './views.js';

/** Corrects the data of an official (§4.3). */
export default function CorrectOfficial({ data, post }: ScreenProps<OfficialDetail>) {
  const { id, name, account, institution, position, email, phone, status } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/cuentas/records/${id}/show`;
  const form = useForm({
    initial: { fullName: name, position, email, phone, otherPerson: '', reason: '' },
    send: post,
    done: () => {
      navigate(back, {
        replace: true,
        state: { done: 'Datos corregidos; lo que decían antes quedó en el historial.' },
      });
    },
  });
  return (
    <>
      <PageHead parent={{ label: name, href: back }} lead={`${account} · ${institution}`} />
      <div className="notice notice-attention">
        <p>{status === 'active' ? EFFECT_WHEN_ACTIVE : EFFECT_WHEN_PENDING}</p>
        <p>Solo corrija datos de la misma persona. Si otra ocupa su lugar, cierre esta cuenta y dé de alta la suya.</p>
      </div>
      <FormView form={form} submitLabel="Corregir datos" cancel={<Link to={back}>Volver sin corregir</Link>}>
        <PersonFields form={form} />
        <CheckboxField
          form={form}
          name="otherPerson"
          label="El correo anterior era de otra persona: ella puede tener su propia cuenta"
        />
        <TextArea form={form} name="reason" label="Motivo" help="Queda en el historial de la cuenta." />
      </FormView>
    </>
  );
}

const EFFECT_WHEN_PENDING =
  'Si cambia el correo, los enlaces enviados al anterior y la contraseña elegida con ellos dejan de servir, y se envía una invitación al nuevo. Si cambia el nombre, la Declaratoria que haya enviado se devuelve, porque lleva el anterior.';
const EFFECT_WHEN_ACTIVE =
  'Si cambia el correo, los enlaces enviados al anterior dejan de servir. Si cambia el nombre (no solo acentos o mayúsculas), la cuenta deja de permitir trabajar hasta que firme otra Declaratoria y se acepte.';
