import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { AspirantView } from './views.js';

/** Annuls a registration made by mistake (§5.F). */
export default function AnnulAspirant({ data: { id, name, folio }, post }: ScreenProps<AspirantView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/aspirantes/records/${id}/show`;
  const form = useForm({
    initial: {},
    send: post,
    done: () => {
      navigate(back, { replace: true, state: { done: `Registro ${folio} anulado.` } });
    },
  });
  return (
    <>
      <PageHead parent={{ label: name, href: back }} />
      <FormView form={form} submitLabel="Anular registro" cancel={<Link to={back}>Volver sin anular</Link>}>
        <div className="notice notice-attention">
          <p>
            Anule el registro de <strong>{name}</strong> solo si se capturó por error, por ejemplo en otro proceso. Se
            queda en la lista como anulado, con su historial, y su correo y su clave de elector pueden registrarse de
            nuevo. La persona no recibe ningún aviso. No se puede deshacer.
          </p>
        </div>
        <TextArea form={form} name="reason" label="Motivo" help="Se lee en el historial y en la bitácora." />
      </FormView>
    </>
  );
}
