import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { StuckMessageView } from '../messages/views.js';
import { FormView, useForm } from '../ui/form.js';
import { PageHead } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';

const LIST = '/admin/resources/pendientes';

export default function ReleaseMessage({ data, post }: ScreenProps<StuckMessageView>) {
  const navigate = useNavigate();
  const form = useForm({
    initial: {},
    send: post,
    // A released message is no longer in the list.
    done: () => {
      navigate(LIST, { replace: true, state: { done: 'El pendiente se intenta de nuevo ahora.' } });
    },
  });
  const back = `${LIST}/records/${data.id}/show`;
  return (
    <>
      <PageHead parent={{ label: data.causes.map(({ work }) => work).join(', '), href: back }} />
      <FormView form={form} submitLabel="Liberar" cancel={<Link to={back}>Volver sin cambios</Link>}>
        <div className="notice notice-attention">
          <p>El pendiente se intenta de nuevo de inmediato. Lo que ya se hizo no se repite.</p>
        </div>
      </FormView>
    </>
  );
}
