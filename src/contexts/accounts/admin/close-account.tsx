import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import { Panels, type ScreenProps } from '../../../admin/ui/screen.js';
import type { OfficialDetail } from './views.js';

/** Closes an account. Panels show its open work and ask for a successor (decision 27). */
export default function CloseAccount({ data, post }: ScreenProps<OfficialDetail>) {
  const { id, name, account, institution } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/cuentas/records/${id}/show`;
  const form = useForm({
    initial: { reason: '', successorId: '' },
    send: post,
    done: () => {
      navigate(back, { replace: true, state: { done: 'Cuenta cerrada.' } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: name, href: back }} lead={`${account} · ${institution}`} />
      <div className="notice notice-attention">
        <p>{name} no podrá volver a entrar con esta cuenta. No se puede deshacer; su historial se conserva.</p>
      </div>
      <FormView form={form} submitLabel="Cerrar cuenta" cancel={<Link to={back}>Volver sin cambios</Link>}>
        <Panels data={data} recordId={id} form={form} />
        <TextArea form={form} name="reason" label="Motivo" help="Queda en el historial de la cuenta." />
      </FormView>
    </>
  );
}
