import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { RequestDetail } from './request-views.js';

const LIST = '/admin/resources/solicitudes-de-cuentas';

export default function DiscardRequest({
  data: { folio, state, oficioNumber },
  recordId,
  post,
}: ScreenProps<RequestDetail>) {
  const navigate = useNavigate();
  const back = `${LIST}/records/${recordId}/show`;
  const received = state === 'received';
  const form = useForm({
    initial: received ? { reason: '' } : {},
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
          {received
            ? `El oficio ${oficioNumber ?? ''} quedará descartado y nadie recibirá cuenta por él; no se puede deshacer. Podrá registrarlo de nuevo con los datos correctos.`
            : `La solicitud ${folio} ya no se enviará; no se puede deshacer. A las personas que nombra podrá pedirles cuenta en otra.`}
        </p>
      </div>
      <FormView form={form} submitLabel="Descartar solicitud" cancel={<Link to={back}>Volver sin cambios</Link>}>
        {received && <TextArea form={form} name="reason" label="Motivo" help="El OPL lo verá en la solicitud." />}
      </FormView>
    </>
  );
}
