import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ChoiceField, TextArea, TextField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { RecordView } from './record-views.js';

/** The OPL requests custody of responsivas and copies of credentials (§6.7). */
export default function RequestCustody({
  data: { id, idAuxiliar, aspirant, requests },
  post,
}: ScreenProps<RecordView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/auxiliares/records/${id}/show`;
  const open = requests.filter(({ answer }) => answer !== 'whole');
  const form = useForm({
    initial: { of: 'one', reference: '', reason: '' },
    send: post,
    done: () => {
      navigate(back, {
        replace: true,
        state: { done: 'Solicitud enviada; la persona aspirante recibe un correo y la ve en su portal.' },
      });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: idAuxiliar, href: back }}
        lead={`${aspirant.name} recibirá un correo y verá la solicitud en su portal. El OPL podrá abrir los archivos cuando los entregue; la persona aspirante conserva los suyos.`}
      />
      {open.length > 0 && (
        <div className="notice notice-attention">
          <p>
            <strong>Ya se pidieron estos documentos y todavía no se entregan todos.</strong> Envíe otra solicitud solo
            si hace falta: la persona aspirante recibe un correo por cada una.
          </p>
          <ul className="bullets">
            {open.map(({ id: requestId, reference, at, ofAll }) => (
              <li key={requestId}>
                Oficio {reference}, enviado el {at} (hora centro),{' '}
                {ofAll ? 'de todas las personas auxiliares' : `solo de ${idAuxiliar}`}.
              </li>
            ))}
          </ul>
        </div>
      )}
      <FormView form={form} submitLabel="Enviar solicitud" cancel={<Link to={back}>Volver sin solicitar</Link>}>
        <ChoiceField
          form={form}
          name="of"
          label="Documentos de"
          options={[
            ['one', `Solo ${idAuxiliar}`],
            ['all', 'Todas las personas auxiliares de esta persona aspirante'],
          ]}
        />
        <TextField form={form} name="reference" label="Número de oficio" maxLength={80} />
        <TextArea
          form={form}
          name="reason"
          label="Motivo"
          help="Al menos 10 caracteres; la persona aspirante lo lee."
        />
      </FormView>
    </>
  );
}
