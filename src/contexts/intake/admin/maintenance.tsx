import React from 'react';
import { DateTimeField, TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { useNotice } from '../../../admin/ui/notice.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { MaintenanceView } from './views.js';

const NOTIFIED =
  'se avisa por correo a las administradoras y los administradores activos de cada OPL con un proceso abierto.';

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
        <Announcement post={post} onDone={done(`Mantenimiento anunciado: ${NOTIFIED}`)} />
      ) : (
        <>
          <Announced {...{ open, post }} onDone={done(`El mantenimiento ya no está anunciado: ${NOTIFIED}`)} />
          <section className="stack" aria-labelledby="corregir">
            <h2 id="corregir">Corregir el aviso</h2>
            <Announcement key={open.sentence} {...{ open, post }} onDone={done(`Aviso corregido: ${NOTIFIED}`)} />
          </section>
        </>
      )}
    </>
  );
}

type FormProps = Pick<ScreenProps, 'post'> & { readonly onDone: () => void };

/** Announces a maintenance, or corrects the announcement of the open one. */
function Announcement({ open, post, onDone }: FormProps & { readonly open?: NonNullable<MaintenanceView['open']> }) {
  const form = useForm({
    initial: { beginsAt: open?.beginsAt ?? 'T', endsAt: open?.endsAt ?? 'T', reason: open?.reason ?? '' },
    send: (values) => post({ ...values, ...(open && { corrects: 'si' }) }),
    done: onDone,
  });
  const { beginsAt, endsAt, reason = '' } = form.values;
  const label = open ? 'Corregir aviso' : 'Anunciar mantenimiento';
  return (
    <FormView
      form={form}
      submitLabel={label}
      confirm={{
        question: open ? '¿Corregir el aviso?' : '¿Anunciar este mantenimiento?',
        consequence: (
          <>
            Del <strong>{shown(beginsAt)}</strong> al <strong>{shown(endsAt)}</strong> (hora centro) no se recibirán
            apoyos. Se avisa por correo a las administradoras y los administradores de cada OPL con un proceso abierto,
            y a todas las personas en cada página: «{reason.trim()}»
          </>
        ),
        action: label,
      }}
    >
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

/** The value of a field as `dd/mm/yyyy hh:mm`, or a note that its date or time is missing. */
function shown(local = ''): string {
  const [day = '', hour = ''] = local.split('T');
  return day === '' || hour === '' ? '(falta la fecha u hora)' : `${day.split('-').reverse().join('/')} ${hour}`;
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
