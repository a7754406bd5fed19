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
          cell: ({ at, undatedLabel, moves }) => (
            <>
              {at === null ? undatedLabel : <span className="when">{at}</span>}
              {moves.length > 0 && <Moves moves={moves} />}
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

function Moves({ moves }: Pick<CalendarRow, 'moves'>) {
  return (
    <details>
      <summary>Se movió ({moves.length})</summary>
      <ul className="bullets">
        {moves.map(({ movedAt, formerAt, newAt, cause }) => (
          <li key={movedAt + formerAt}>
            {`Era ${formerAt}; ${newAt === null ? 'quedó sin fecha' : `pasó al ${newAt}`}.`}
            {cause !== '' && ` ${cause}`}
            <span className="quiet">{` Cambio del ${movedAt}.`}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
