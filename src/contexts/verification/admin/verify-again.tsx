import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { VerifiedAgain } from '../index.js';
import type { QuarantinedView } from './views.js';

const LIST = '/admin/resources/cuarentena';

export default function VerifyAgain({ data: { id, folio }, post }: ScreenProps<QuarantinedView>) {
  const navigate = useNavigate();
  const back = `${LIST}/records/${id}/show`;
  const form = useForm<VerifiedAgain>({
    initial: {},
    send: post,
    done: ({ state, jobId }) => {
      const opened = state === 'verified';
      const done = jobId
        ? `El registro ${folio} se verificará en unos momentos; vea el avance en «Trabajos».`
        : opened
          ? `El registro ${folio} se pudo abrir y pasa a la Mesa de Control.`
          : `El registro ${folio} sigue sin poderse abrir.`;
      navigate(opened ? LIST : back, { replace: true, state: { done } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: folio, href: back }} />
      <FormView form={form} submitLabel="Verificar de nuevo" cancel={<Link to={back}>Volver sin cambios</Link>}>
        <div className="notice notice-attention">
          <p>Se intenta abrir otra vez el original sellado. Si se abre, el registro sigue su verificación.</p>
        </div>
      </FormView>
    </>
  );
}
