import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ConfirmationField, TextArea } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { PLACE_CHECKED } from '../domain/office-name.js';
import { TerritoryField } from './parts/territory-field.js';
import type { OfficeTerritoryFormView } from './views.js';

export default function SetOfficeTerritory({
  data: { process, office, kind },
  post,
}: ScreenProps<OfficeTerritoryFormView>) {
  const navigate = useNavigate();
  const back = `/admin/resources/procesos/records/${process.id}/show`;
  const form = useForm({
    initial: { territory: office.hasTerritoryKey ? office.territory : '', reason: '' },
    send: post,
    done: () => {
      navigate(back, { replace: true, state: { done: `Quedó ubicado dónde se elige ${office.name}.` } });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: process.name, href: back }}
        lead={office.territoryName === '' ? office.name : `${office.name} · ahora dice «${office.territoryName}»`}
      />
      <div className="notice notice-attention">
        <p>
          Los apoyos que se verifiquen desde ahora se juzgarán por esta ubicación: quien no viva en ella quedará fuera
          de ámbito. Los ya verificados no cambian hasta que se verifiquen de nuevo.
        </p>
      </div>
      <FormView form={form} submitLabel="Ubicar cargo" cancel={<Link to={back}>Volver sin cambios</Link>}>
        <TerritoryField form={form} kind={kind} />
        <TextArea form={form} name="reason" label="Motivo" help="Queda en el historial." />
        <ConfirmationField form={form} name={PLACE_CHECKED} label="El nombre del cargo y el lugar están bien" />
      </FormView>
    </>
  );
}
