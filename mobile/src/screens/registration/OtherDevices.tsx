import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import { Screen } from '../../components/Screen.js';
import type { PendingEnrolment } from '../../server/api.js';

export interface OtherDevicesProps {
  readonly onBack: () => void;
  readonly devices: PendingEnrolment['devices'];
  readonly onContinue: () => void;
}

/** The consequences of using an account on another phone, shown before the registration continues (§7.6). */
export function OtherDevices({ devices: { active, allowed }, onBack, onContinue }: OtherDevicesProps) {
  const replaces = active >= allowed;
  const disabled = active === 1 ? 'el otro' : 'el más antiguo';
  return (
    <Screen
      title={replaces ? 'Este teléfono sustituye a otro' : 'Ya tiene otro teléfono'}
      onBack={onBack}
      actions={
        <>
          <Button onPress={onContinue}>
            {replaces ? `Registrar este y desactivar ${disabled}` : 'Registrar también este'}
          </Button>
          {replaces && (
            <Button kind="plain" onPress={onBack}>
              No registrar este teléfono
            </Button>
          )}
        </>
      }
    >
      <p>
        {active === 1
          ? 'Usted ya está registrada o registrado en otro teléfono.'
          : `Usted ya está registrada o registrado en otros ${String(active)} teléfonos.`}
      </p>
      {replaces ? (
        <Note kind="attention">
          <p>
            <strong>
              Su OPL permite {allowed === 1 ? 'un teléfono' : `${String(allowed)} teléfonos`} por auxiliar: cuando se
              envíe este registro, {disabled} ya no podrá captar.
            </strong>
          </p>
          <p>Los apoyos que guardó en él se siguen enviando desde él: consérvelo hasta tener todos sus acuses.</p>
          <p>Si todavía tiene el otro y funciona, no necesita registrar este.</p>
        </Note>
      ) : (
        <Note>
          El otro sigue captando: su OPL permite {allowed} teléfonos por auxiliar, y verá que usted usa más de uno.
        </Note>
      )}
      <Note kind="attention">
        Google o Facebook pueden bloquear una cuenta que se usa en varios teléfonos, y usted se quedaría sin acceso. El
        uso de su cuenta es responsabilidad suya.
      </Note>
    </Screen>
  );
}
