import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { downloadHref } from '../../../admin/ui/frame.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { RegistrationData } from './parts/registration-data.js';
import type { ConfirmView } from './views.js';

export default function ConfirmAspirant({ data, post }: ScreenProps<ConfirmView>) {
  const { id, name, folio, signedVersion } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/aspirantes/records/${id}/show`;
  const signed = downloadHref('aspirantes/cedula-firmada', id);
  const form = useForm({
    initial: {},
    send: post,
    done: () => {
      navigate(back, {
        replace: true,
        state: { done: `Registro confirmado. El correo con el folio ${folio} va en camino.` },
      });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: name, href: back }}
        lead="Compare la Cédula firmada con estos datos, en la pantalla, antes de confirmar: si imprime esta página, salen cubiertos. Cada consulta queda registrada."
      >
        {signed !== null && (
          <a className="button button-plain" href={signed}>
            Descargar la Cédula firmada (versión {signedVersion})
          </a>
        )}
      </PageHead>
      <RegistrationData {...data} />
      <FormView form={form} submitLabel="Confirmar registro" cancel={<Link to={back}>Volver sin confirmar</Link>}>
        <p>
          Al confirmar, <strong>{name}</strong> recibirá por correo electrónico el folio{' '}
          <span className="code">{folio}</span> y podrá entrar al portal y dar de alta a sus auxiliares. Confirme solo
          si la Cédula ya está firmada y bajo resguardo; no se puede deshacer.
        </p>
      </FormView>
    </>
  );
}
