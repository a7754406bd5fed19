import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ChoiceField, TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { RecordView } from './record-views.js';

/** Corrects the e-mail of an auxiliary without showing their other data (§6.4). */
export default function CorrectEmail({
  data: { id, idAuxiliar, emailProvider, email },
  post,
}: ScreenProps<RecordView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/auxiliares/records/${id}/show`;
  const form = useForm({
    initial: { email: '', emailProvider, reason: '' },
    send: post,
    done: () => {
      navigate(back, { replace: true, state: { done: 'Correo corregido; el mensaje va en camino.' } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: idAuxiliar, href: back }} lead={`Correo registrado: ${email}`} />
      <FormView form={form} submitLabel="Guardar y enviar el correo" cancel={<Link to={back}>Volver sin cambios</Link>}>
        <p>
          Corrija la dirección solo si la persona lo pide y usted lo comprobó. Con la anterior ya no se podrá entrar.
        </p>
        <ChoiceField
          form={form}
          name="emailProvider"
          label="Tipo de cuenta"
          options={[
            ['google', 'Google'],
            ['facebook', 'Facebook'],
          ]}
        />
        <TextField form={form} name="email" label="Correo electrónico" type="email" inputMode="email" maxLength={254} />
        <TextArea form={form} name="reason" label="Motivo de la corrección" help="Se conserva con lo que cambió." />
      </FormView>
    </>
  );
}
