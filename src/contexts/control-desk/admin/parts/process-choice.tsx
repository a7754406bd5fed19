import React from 'react';
import { useNavigate } from 'react-router-dom';
import type { DeskProcess } from '../views.js';

export interface ProcessChoiceProps {
  /** Page whose URL carries the selection. */
  readonly page: string;
  readonly processes: readonly DeskProcess[];
  readonly process: DeskProcess | null;
}

/** Selects the process of a page; the selection is part of the URL. */
export function ProcessChoice({ page, processes, process }: ProcessChoiceProps) {
  const navigate = useNavigate();
  if (processes.length === 0) return null;
  return (
    <div className="filters">
      <div className="field">
        <label htmlFor="proceso">Proceso</label>
        <select
          id="proceso"
          value={process?.id ?? ''}
          onChange={(event) => {
            navigate(`/admin/pages/${page}?proceso=${event.target.value}`);
          }}
        >
          {!process && <option value="">Elija…</option>}
          {processes.map(({ id, idProceso, name, practice }) => (
            <option key={id} value={id}>
              {`${idProceso} · ${name}${practice ? ' · Simulacro' : ''}`}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
