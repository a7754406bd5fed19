import React from 'react';
import { Link } from 'react-router-dom';
import { List } from '../../../admin/ui/list.js';
import { PageHead, StateChip } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { StatusChip } from './parts/status-chip.js';
import { STATUS_LABELS } from './parts/status-labels.js';
import type { AuxiliaryListView } from './views.js';

export default function AuxiliaryList({ data, post }: ScreenProps<AuxiliaryListView>) {
  return (
    <>
      <PageHead lead="Las personas que cada aspirante autoriza a captar apoyos. Los nombres se leen en el registro de cada una." />
      <List
        view={data}
        nouns={['auxiliar', 'auxiliares']}
        defaultSort="-registro"
        file="auxiliares/excel"
        keyOf={({ id }) => id}
        search={{
          label: 'Nombre, teléfono o Id Auxiliar',
          help: 'Nombres y apellidos completos, en cualquier orden y sin acentos; o parte del Id Auxiliar. También correo, clave de elector o folio de un apoyo.',
          encrypt: post,
        }}
        filters={[
          { name: 'estado', label: 'Estado', options: Object.entries(STATUS_LABELS) },
          {
            name: 'dispositivos',
            label: 'Dispositivos',
            options: [['por-revisar', 'Por revisar']],
          },
          {
            name: 'proceso',
            label: 'Proceso',
            linked: data.processes.length < 2,
            options: data.processes.map(({ id, idProceso }) => [id, idProceso] as const),
          },
          {
            name: 'aspirante',
            label: 'Aspirante',
            linked: true,
            options: data.of === null ? [] : [[data.of.id, data.of.name]],
          },
        ]}
        empty="Todavía no hay auxiliares. Los registra cada aspirante en el portal, una vez confirmado."
        noMatches="Ninguna persona auxiliar cumple con lo elegido. Quite algún filtro, o revise que cada palabra esté completa."
        columns={[
          {
            heading: 'Id Auxiliar',
            sort: 'id',
            cell: ({ id, idAuxiliar }) => (
              <Link className="code" to={`/admin/resources/auxiliares/records/${id}/show`}>
                {idAuxiliar}
              </Link>
            ),
          },
          { heading: 'Iniciales', cell: ({ initials }) => initials },
          {
            heading: 'Aspirante',
            cell: ({ aspirant: { id, name } }) => (
              <Link to={`/admin/resources/aspirantes/records/${id}/show`}>{name}</Link>
            ),
          },
          {
            heading: 'Estado',
            cell: ({ status, bounced, otherAspirant }) => (
              <>
                <StatusChip status={status} /> {bounced && <StateChip tone="attention" label="Correo devuelto" />}{' '}
                {otherAspirant && <StateChip tone="attention" label="También auxiliar de otro aspirante" />}
              </>
            ),
          },
          {
            heading: 'Dispositivos',
            cell: ({ devices, devicesToReview }) =>
              devicesToReview > 0 ? (
                <StateChip tone="attention" label={`${String(devicesToReview)} por revisar`} />
              ) : (
                devices
              ),
          },
          { heading: 'Registro (hora centro)', sort: 'registro', cell: ({ registeredAt }) => registeredAt },
        ]}
      />
    </>
  );
}
