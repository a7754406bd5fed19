import React from 'react';
import { EmptyState, PageHead, StateChip, Table } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { ImportFindingsView } from './import-views.js';

/** People in imported files who could not be validated, or who help two aspirants (§6.4, decision 28). */
export default function ImportFindings({ data: { findings } }: ScreenProps<ImportFindingsView>) {
  return (
    <>
      <PageHead lead="A la persona aspirante solo se le dijo que la credencial no se pudo validar; la causa es para el OPL." />
      {findings.length === 0 ? (
        <EmptyState>
          Nada por revisar. Aquí aparece quien no se pudo validar al registrar auxiliares con Excel.
        </EmptyState>
      ) : (
        <Table
          caption="Personas por revisar, de la más reciente a la más antigua"
          rows={findings}
          keyOf={({ id }) => id}
          columns={[
            { heading: 'Persona', cell: ({ person }) => person },
            {
              heading: 'Clave de elector, al final',
              cell: ({ claveElectorEnding }) => <span className="code">{claveElectorEnding}</span>,
            },
            {
              heading: 'Qué se encontró',
              cell: ({ kind }) =>
                kind === 'not-in-padron' ? (
                  <StateChip tone="excluded" label="No se registró: no está en el padrón" />
                ) : (
                  <StateChip tone="attention" label="También auxiliar de otro aspirante" />
                ),
            },
            { heading: 'En el padrón', cell: ({ cause }) => cause },
            { heading: 'Aspirante', cell: ({ aspirant }) => aspirant },
            { heading: 'Revisado (hora centro)', cell: ({ at }) => at },
          ]}
        />
      )}
    </>
  );
}
