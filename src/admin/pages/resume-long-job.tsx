import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { LongJobRecordView } from '../long-jobs/views.js';
import { FormView, useForm } from '../ui/form.js';
import { PageHead } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';

export default function ResumeLongJob({
  data: { id, title, belongsTo, progress },
  post,
}: ScreenProps<LongJobRecordView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/trabajos/records/${id}/show`;
  const form = useForm({
    initial: {},
    send: () => post({}),
    done: () => {
      navigate(back, { replace: true, state: { done: 'El trabajo sigue donde se quedó.' } });
    },
  });
  return (
    <>
      <PageHead above={{ label: title, href: back }} />
      <p>
        El trabajo «{title}» ({belongsTo}) sigue donde se quedó: {progress.count}. Nada se hace dos veces.
      </p>
      <FormView form={form} verb="Reanudar trabajo" cancel={<Link to={back}>Volver sin reanudar</Link>}>
        <></>
      </FormView>
    </>
  );
}
