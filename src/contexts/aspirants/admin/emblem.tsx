import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { CheckboxField, FileField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { Emblem } from './parts/emblem.js';
import { EMBLEM_TYPES, EMBLEM_HELP } from './parts/emblem-types.js';
import type { AspirantView } from './views.js';

/** Sets or removes the emblem that the app shows (§5.E, §8.2). */
export default function ChangeEmblem({ data, post }: ScreenProps<AspirantView>) {
  const { id, name, emblemDigest } = data;
  const navigate = useNavigate();
  const back = `/admin/resources/aspirantes/records/${id}/show`;
  const form = useForm({
    initial: {},
    send: (values, files) => post({ ...values, ...files }),
    done: () => {
      navigate(back, {
        replace: true,
        state: { done: 'Emblema cambiado. La aplicación lo muestra cuando cada teléfono renueve su permiso.' },
      });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: name, href: back }}
        lead="Es opcional. Se ve en la aplicación, en el portal y aquí; se dibuja de nuevo y el archivo que suba no se conserva."
      />
      <FormView form={form} submitLabel="Cambiar emblema" cancel={<Link to={back}>Volver sin cambiar</Link>}>
        {emblemDigest !== null && <Emblem id={id} name={name} digest={emblemDigest} />}
        <FileField
          form={form}
          name="emblema"
          label="Emblema"
          help={EMBLEM_HELP}
          accept={EMBLEM_TYPES}
          optional={emblemDigest !== null}
        />
        {emblemDigest !== null && <CheckboxField form={form} name="quitar" label="Quitar el emblema" />}
      </FormView>
    </>
  );
}
