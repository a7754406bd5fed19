import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { RequestDetail } from './request-views.js';

const LIST = '/admin/resources/solicitudes-de-cuentas';

export default function DiscardRequest({ data: { folio }, recordId, post }: ScreenProps<RequestDetail>) {
  const navigate = useNavigate();
  const back = `${LIST}/records/${recordId}/show`;
  const form = useForm({
    initial: {},
    send: post,
    done: () => {
      navigate(LIST, { replace: true, state: { done: `Solicitud ${folio} descartada.` } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: folio, href: back }} />
      <div className="notice notice-attention">
        <p>
          La solicitud {folio} ya no se enviará; no se puede deshacer. A las personas que nombra podrá pedirles cuenta
          en otra.
        </p>
      </div>
      <FormView form={form} submitLabel="Descartar solicitud" cancel={<Link to={back}>Volver sin cambios</Link>}>
        {null}
      </FormView>
    </>
  );
}
