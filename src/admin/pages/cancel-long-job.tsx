import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { LongJobRecordView } from '../long-jobs/views.js';
import { FormView, useForm } from '../ui/form.js';
import { PageHead } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';

export default function CancelLongJob({
  data: { id, title, belongsTo, progress },
  post,
}: ScreenProps<LongJobRecordView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/trabajos/records/${id}/show`;
  const form = useForm({
    initial: {},
    send: () => post({}),
    done: () => {
      navigate(back, { replace: true, state: { done: 'Se pidió cancelar el trabajo.' } });
    },
  });
  return (
    <>
      <PageHead above={{ label: title, href: back }} />
      <div className="notice notice-attention">
        <p>
          El trabajo «{title}» ({belongsTo}) se detiene y no se puede reanudar. Lo que ya se hizo ({progress.count})
          queda guardado.
        </p>
      </div>
      <FormView form={form} verb="Cancelar trabajo" cancel={<Link to={back}>Volver sin cancelar</Link>}>
        <></>
      </FormView>
    </>
  );
}
