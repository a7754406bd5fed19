import React from 'react';
import { DateTimeField, TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { useNotice } from '../../../admin/ui/notice.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { MaintenanceView } from './views.js';

export default function Maintenance({ data: { open }, post, reload }: ScreenProps<MaintenanceView>) {
  const notice = useNotice();
  const done = (text: string) => (): void => {
    notice.tell(text);
    reload();
  };
  return (
    <>
      <PageHead lead="Un mantenimiento en que no se reciben apoyos. Al anunciarlo, el sistema avisa por correo a cada OPL y a todas las personas en cada página; lo captado espera en los teléfonos." />
      {notice.view}
      {open === null ? (
        <Announcement post={post} onDone={done('Mantenimiento anunciado: ya se avisa a los OPL.')} />
      ) : (
        <Announced {...{ open, post }} onDone={done('El mantenimiento ya no está anunciado: ya se avisa a los OPL.')} />
      )}
    </>
  );
}

type FormProps = Pick<ScreenProps, 'post'> & { readonly onDone: () => void };

function Announcement({ post, onDone }: FormProps) {
  const form = useForm({ initial: { beginsAt: 'T', endsAt: 'T', reason: '' }, send: post, done: onDone });
  return (
    <FormView form={form} submitLabel="Anunciar mantenimiento">
      <DateTimeField form={form} name="beginsAt" label="Inicio" dayLabel="Fecha de inicio" hourLabel="Hora de inicio" />
      <DateTimeField form={form} name="endsAt" label="Final" dayLabel="Fecha final" hourLabel="Hora final" />
      <TextArea
        form={form}
        name="reason"
        label="Qué se hará y qué significa para las personas"
        help="Se lee en el correo y en el aviso de cada página."
      />
    </FormView>
  );
}

function Announced({ open, post, onDone }: FormProps & { readonly open: NonNullable<MaintenanceView['open']> }) {
  const form = useForm({ initial: { ends: 'si' }, send: post, done: onDone });
  const label = open.underWay ? 'Terminar mantenimiento' : 'Cancelar mantenimiento';
  return (
    <>
      <div className="notice notice-attention">
        <p>{open.sentence}</p>
      </div>
      <FormView
        form={form}
        submitLabel={label}
        confirm={{
          question: `¿${label}?`,
          consequence: 'Desde ese momento se reciben apoyos, y se avisa por correo a cada OPL.',
          action: label,
        }}
      >
        <></>
      </FormView>
    </>
  );
}
