import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ConfirmationField, FileField, SCAN_TYPES } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { downloadHref } from '../../../admin/ui/frame.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { SHEET_CHECKED } from '../documents/signed-sheet.js';
import type { AspirantView } from './views.js';

/** Uploads the scan of the sheet that was printed and signed (§5.F). */
export default function SignSheet({ data: { id, name, folio, status, version }, post }: ScreenProps<AspirantView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/aspirantes/records/${id}/show`;
  const sheet = downloadHref('aspirantes/cedula', id);
  const form = useForm({
    initial: { version: String(version) },
    send: (values, files) => post({ ...values, ...files }),
    done: () => {
      navigate(back, {
        replace: true,
        state: {
          done:
            status === 'confirmed'
              ? `Cédula firmada bajo resguardo (versión ${String(version)}).`
              : 'Cédula firmada bajo resguardo. Lo que sigue es confirmar el registro.',
        },
      });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: name, href: back }}
        lead={`Suba la Cédula de la versión ${String(version)} con la firma de la persona aspirante. Se guarda cifrada.`}
      >
        {sheet !== null && (
          <a className="button button-plain" href={sheet}>
            Imprimir Cédula de confirmación
          </a>
        )}
      </PageHead>
      <FormView form={form} submitLabel="Subir Cédula firmada" cancel={<Link to={back}>Volver sin subir</Link>}>
        <FileField
          form={form}
          name="scan"
          label="Cédula firmada, escaneada"
          help="PDF, JPEG o PNG de hasta 10 MB. Que se lean todos los datos y la firma."
          accept={SCAN_TYPES}
        />
        <ConfirmationField
          form={form}
          name={SHEET_CHECKED}
          label={`Comprobé en el papel que es la versión ${String(version)} del folio ${folio}, con la firma`}
        />
      </FormView>
    </>
  );
}
