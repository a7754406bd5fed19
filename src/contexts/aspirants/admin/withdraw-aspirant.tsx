import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { DateField, TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { AspirantView } from './views.js';

export default function WithdrawAspirant({
  data: { id, name, folio, canBeAnnulled },
  post,
}: ScreenProps<AspirantView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/aspirantes/records/${id}/show`;
  const form = useForm({
    initial: {},
    send: post,
    done: () => {
      navigate(back, { replace: true, state: { done: `Registro ${folio} retirado. Su captación quedó cerrada.` } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: name, href: back }} />
      <FormView form={form} submitLabel="Retirar aspirante" cancel={<Link to={back}>Volver sin retirar</Link>}>
        <div className="notice notice-attention">
          <p>
            Al retirar el registro de <strong>{name}</strong>, sus auxiliares ya no pueden captar apoyos ni se dan de
            alta otros, y sus apoyos no ocupan lugar frente a los de otras personas aspirantes. Lo que ya estaba sellado
            en los teléfonos todavía se recibe. No se puede deshacer.
          </p>
        </div>
        {canBeAnnulled && (
          <div className="notice">
            <p>
              Si el registro se capturó por error, no lo retire: use «Anular registro», que no pide un desistimiento.
            </p>
          </div>
        )}
        <DateField form={form} name="presentedOn" label="Fecha del desistimiento" />
        <TextField form={form} name="documentNumber" label="Número de oficio o documento" maxLength={60} />
        <TextArea form={form} name="reason" label="Motivo" help="Se lee en el historial y en la bitácora." />
      </FormView>
    </>
  );
}
