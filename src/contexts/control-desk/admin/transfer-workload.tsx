import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { TransferView } from './leaver-views.js';
import { OpenWorkNotice, SuccessorField } from './parts/leaver.js';

/** Transfers the open records of a reviewer to another one (§11.3, decision 27). */
export default function TransferWorkload({ data, post }: ScreenProps<TransferView>) {
  const { id, name, account } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/cuentas/records/${id}/show`;
  const form = useForm({
    initial: { successorId: '' },
    send: post,
    done: () => {
      navigate(back, { replace: true, state: { done: 'Carga entregada.' } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: name, href: back }} lead={account} />
      <OpenWorkNotice {...data} />
      <FormView form={form} submitLabel="Entregar carga" cancel={<Link to={back}>Volver sin cambios</Link>}>
        <SuccessorField form={form} {...data} />
      </FormView>
    </>
  );
}
