import React from 'react';
import { StateChip, Table, type Tone } from '../../../../admin/ui/page.js';
import type { CalendarRow } from '../views.js';

const STATES: Readonly<Record<Exclude<CalendarRow['state'], 'undated'>, readonly [Tone, string]>> = {
  met: ['counts', 'Cumplida'],
  'met-late': ['attention', 'Cumplida fuera de plazo'],
  overdue: ['excluded', 'Vencida'],
  past: ['neutral', 'Pasó'],
  due: ['attention', 'Por vencer'],
  coming: ['process', 'Por venir'],
};

/** Every legal date of a process, with its state and its previous dates. */
export function CalendarTable({ calendar }: { readonly calendar: readonly CalendarRow[] }) {
  return (
    <Table
      caption="Calendario del proceso"
      rows={calendar}
      keyOf={({ id }) => id}
      columns={[
        {
          heading: 'Qué',
          cell: ({ label, office, next }) => (
            <>
              {label}
              {office !== null && <span className="quiet"> · {office}</span>}
              {next && <strong> · Lo que sigue</strong>}
            </>
          ),
        },
        {
          heading: 'Cuándo (hora centro)',
          cell: ({ at, undatedLabel, changes }) => (
            <>
              {at === null ? undatedLabel : <span className="when">{at}</span>}
              {changes.length > 0 && <Changes changes={changes} />}
            </>
          ),
        },
        { heading: 'Estado', cell: (row) => <State {...row} /> },
        { heading: 'Regla', cell: ({ rule, numeral }) => `${rule} (§${numeral})` },
      ]}
    />
  );
}

function State({ state, metAt }: Pick<CalendarRow, 'state' | 'metAt'>) {
  if (state === 'undated') return null;
  const [tone, word] = STATES[state];
  return (
    <>
      <StateChip tone={tone} label={word} />
      {metAt !== null && <span className="quiet"> el {metAt}</span>}
    </>
  );
}

function Changes({ changes }: Pick<CalendarRow, 'changes'>) {
  return (
    <details>
      <summary>Se movió ({changes.length})</summary>
      <ul className="bullets">
        {changes.map(({ changedAt, previousAt, newAt, cause }) => (
          <li key={changedAt + previousAt}>
            {`Era ${previousAt}; ${newAt === null ? 'quedó sin fecha' : `pasó al ${newAt}`}.`}
            {cause !== '' && ` ${cause}`}
            <span className="quiet">{` Cambio del ${changedAt}.`}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
