import { useId } from 'react';
import type { Enrolment } from '../../storage/vault.js';

export interface ChooseRegistrationProps {
  readonly enrolments: readonly Enrolment[];
  /** A device id; empty for all. */
  readonly chosen: string;
  readonly onChoose: (deviceId: string) => void;
}

/** Filters the lists by registration. */
export function ChooseRegistration({ enrolments, chosen, onChoose }: ChooseRegistrationProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Mostrar los apoyos de</label>
      <select
        id={id}
        value={chosen}
        onChange={(event) => {
          onChoose(event.target.value);
        }}
      >
        <option value="">Todos sus registros</option>
        {enrolments.map(({ deviceId, lease }) => (
          <option key={deviceId} value={deviceId}>
            {lease.aspirant.name} · {lease.auxiliary.name}
          </option>
        ))}
      </select>
    </div>
  );
}
