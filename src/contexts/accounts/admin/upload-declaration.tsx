import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { FileField, SCAN_TYPES } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { downloadHref } from '../../../admin/ui/frame.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { OfficialDetail } from './views.js';

/** DERFE uploads a signed Declaratoria that it received by e-mail (§4.4, decision 27). */
export default function UploadDeclaration({ data: { id, name, account }, post }: ScreenProps<OfficialDetail>) {
  const navigate = useNavigate();
  const back = `/admin/resources/cuentas/records/${id}/show`;
  const blank = downloadHref('cuentas/formato', id);
  const form = useForm({
    initial: {},
    send: (values, files) => post({ ...values, ...files }),
    done: () => {
      navigate(back, { replace: true, state: { done: 'Declaratoria recibida. Revísela y acéptela o devuélvala.' } });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: name, href: back }}
        lead={`${account} · La que llegó por correo a la DERFE, firmada. Se guarda cifrada.`}
      >
        {blank !== null && (
          <a className="button button-plain" href={blank} download>
            Descargar el formato (PDF)
          </a>
        )}
      </PageHead>
      <FormView form={form} submitLabel="Subir Declaratoria firmada" cancel={<Link to={back}>Volver sin subir</Link>}>
        <FileField
          form={form}
          name="scan"
          label="Declaratoria firmada, escaneada"
          help="PDF, JPEG o PNG de hasta 10 MB. Que se lean el nombre y la firma."
          accept={SCAN_TYPES}
        />
      </FormView>
    </>
  );
}
