import React from 'react';
import { Link } from 'react-router-dom';
import type { AuditOutcome, AuditRow, AuditView } from '../audit/views.js';
import { List } from '../ui/list.js';
import { PageHead, StateChip, type Tone } from '../ui/page.js';
import type { ScreenProps } from '../ui/screen.js';

const OUTCOMES: Readonly<Record<AuditOutcome, readonly [label: string, tone: Tone]>> = {
  done: ['Hecho', 'counts'],
  read: ['Consultado', 'neutral'],
  refused: ['Rechazado', 'excluded'],
};

export default function Audit({ data }: ScreenProps<AuditView>) {
  return (
    <>
      <PageHead lead="Cada entrada, consulta y cambio, del más reciente al más antiguo. Nada de esto puede modificarse ni borrarse." />
      <List
        view={data}
        nouns={['asiento', 'asientos']}
        defaultSort="-instante"
        keyOf={({ id }) => id}
        filters={[
          {
            name: 'resultado',
            label: 'Resultado',
            options: Object.entries(OUTCOMES).map(([key, [label]]) => [key, label]),
          },
          { name: 'area', label: 'Materia', options: data.areas },
          {
            name: 'cuando',
            label: 'Desde',
            options: [
              ['hoy', 'Hoy'],
              ['semana', 'Últimos 7 días'],
              ['mes', 'Últimos 30 días'],
            ],
          },
          {
            name: 'proceso',
            label: 'Proceso',
            linked: data.streams.length === 0,
            options: data.streams.map(({ id, label }) => [id, label] as const),
          },
          {
            name: 'quien',
            label: data.actorName === null ? 'Una cuenta' : `Solo ${data.actorName}`,
            options: [],
            linked: true,
          },
          { name: 'sobre', label: 'Un solo registro', options: [], linked: true },
        ]}
        empty="Todavía no hay nada en la bitácora."
        noMatches="Ningún asiento cumple con esos filtros. Quite alguno para ver más."
        columns={[
          { heading: 'Instante (hora centro)', cell: ({ at }) => <span className="code">{at}</span> },
          { heading: 'Qué', cell: ActionCell },
          {
            heading: 'Resultado',
            cell: ({ outcome }) => <StateChip label={OUTCOMES[outcome][0]} tone={OUTCOMES[outcome][1]} />,
          },
          { heading: 'Quién', cell: ActorCell },
          { heading: 'Sobre', cell: SubjectCell },
        ]}
      />
    </>
  );
}

function ActionCell({ action, details }: AuditRow) {
  return (
    <>
      {action}
      {details.length > 0 && (
        <div className="quiet">{details.map(([name, value]) => `${name}: ${value}`).join(' · ')}</div>
      )}
    </>
  );
}

function ActorCell({ actorName, actorRole, actorId }: AuditRow) {
  return (
    <>
      <Link to={`?${new URLSearchParams({ quien: actorId }).toString()}`}>{actorName}</Link>
      {actorRole !== '' && actorRole !== actorName && <div className="quiet">{actorRole}</div>}
    </>
  );
}

function SubjectCell({ subject }: AuditRow) {
  if (subject === null) return '—';
  return subject.href === null ? subject.label : <Link to={subject.href}>{subject.label}</Link>;
}
