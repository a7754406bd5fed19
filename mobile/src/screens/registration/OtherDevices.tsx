import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import type { PendingEnrolment } from '../../server/api.js';

export interface OtherDevicesProps extends Pick<ScreenProps, 'onBack'> {
  readonly devices: PendingEnrolment['devices'];
  readonly onContinue: () => void;
}

/** The consequences of using an account on another phone, shown before the registration continues (§7.6). */
export function OtherDevices({ devices: { active, allowed }, onBack, onContinue }: OtherDevicesProps) {
  return (
    <Screen
      title="Ya tiene otro teléfono"
      onBack={onBack}
      actions={<Button onPress={onContinue}>Registrar también este</Button>}
    >
      <p>
        {active === 1
          ? 'Usted ya está registrada o registrado en otro teléfono.'
          : `Usted ya está registrada o registrado en otros ${String(active)} teléfonos.`}
      </p>
      {active >= allowed ? (
        <Note kind="attention">
          Si registra este, el más antiguo ya no podrá captar. Lo que guardó en él se puede enviar: consérvelo hasta
          tener todos sus acuses.
        </Note>
      ) : (
        <Note>Su OPL permite {allowed} teléfonos por auxiliar, y verá que usa más de uno.</Note>
      )}
      <Note kind="attention">
        Google o Facebook pueden bloquear una cuenta que se usa en varios teléfonos, y usted se quedaría sin acceso. El
        uso de su cuenta es responsabilidad suya.
      </Note>
    </Screen>
  );
}
