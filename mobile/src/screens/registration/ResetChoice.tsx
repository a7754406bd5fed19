import type { Enrolment } from '../../storage/vault.js';

export interface ResetChoiceProps {
  readonly enrolments: readonly Enrolment[];
  readonly chosen: number | undefined;
  readonly error: string | undefined;
  readonly onChoose: (index: number) => void;
}

/** Which registration of this phone gets another password (§7.5). */
export function ResetChoice({ enrolments, chosen, error, onChoose }: ResetChoiceProps) {
  return (
    <fieldset className="field">
      <legend>¿De qué registro olvidó la contraseña?</legend>
      {error !== undefined && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      {enrolments.map(({ deviceId, lease }, index) => (
        <label key={deviceId} className="check">
          <input
            type="radio"
            name="enrolment"
            checked={index === chosen}
            onChange={() => {
              onChoose(index);
            }}
          />
          <span>
            <strong>{lease.aspirant.name}</strong>
            {lease.aspirant.office} · como {lease.auxiliary.name}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
