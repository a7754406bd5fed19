import React, { useState } from 'react';
import { Link } from 'react-router-dom';
import { SelectField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { ComparedFields } from './parts/compared-fields.js';
import { EnrolmentImages } from './parts/enrolment-images.js';
import type { DeviceView, RevealedEnrolment } from './views.js';

/** Shows the unmasked data once a reason is given, until the user leaves the page. */
export default function RevealEnrolment({ data, post }: ScreenProps<DeviceView>) {
  const { deviceId, folioPrefix, revealReasons } = data;
  const back = `/admin/resources/dispositivos/records/${deviceId}/show`;
  const [revealed, setRevealed] = useState<RevealedEnrolment>();
  const form = useForm<RevealedEnrolment>({ initial: { reason: '' }, send: post, done: setRevealed });
  return (
    <>
      <PageHead
        parent={{ label: `Dispositivo AC-${folioPrefix}`, href: back }}
        lead="La consulta queda registrada con su motivo. Los datos se cubren de nuevo al salir de esta página y al imprimirla."
      />
      {revealed ? (
        <>
          <ComparedFields masked={data.compared} revealed={revealed.compared} />
          <EnrolmentImages deviceId={deviceId} parts={['anverso', 'reverso', 'selfie', 'firma']} />
        </>
      ) : (
        <FormView form={form} submitLabel="Ver datos" cancel={<Link to={back}>Volver sin ver</Link>}>
          <SelectField form={form} name="reason" label="Motivo" options={revealReasons} />
        </FormView>
      )}
    </>
  );
}
