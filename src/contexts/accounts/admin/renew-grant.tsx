import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { GrantFields } from './parts/grant-fields.js';
import type { RenewView } from './request-views.js';

/** Changes the end of a grant, with a reason (§4.2). */
export default function RenewGrant({ data, post }: ScreenProps<RenewView>) {
  const { accountId, name, account, institution, grantEndsAt, today, processId, grants } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/cuentas/records/${accountId}/show`;
  const form = useForm({
    initial: { processId, lastDay: '', reason: '' },
    send: post,
    done: () => {
      navigate(back, { replace: true, state: { done: 'Vigencia cambiada.' } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: name, href: back }} lead={`${account} · ${institution}`} />
      <p>Hoy está vigente hasta el {grantEndsAt} (hora centro).</p>
      <FormView
        form={form}
        submitLabel="Cambiar vigencia"
        cancel={<Link to={back}>Volver sin cambios</Link>}
        confirm={
          form.values['lastDay'] === today
            ? {
                question: `¿Terminar hoy la vigencia de ${account}?`,
                consequence: `${name} podrá entrar hasta las 23:59 de hoy (hora centro) y después ya no.`,
                action: 'Terminar hoy',
              }
            : undefined
        }
      >
        <GrantFields form={form} grants={grants} />
        <TextArea form={form} name="reason" label="Motivo" help="Queda en el historial de la cuenta." />
      </FormView>
    </>
  );
}
