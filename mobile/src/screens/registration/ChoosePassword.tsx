import { useState } from 'react';
import { normalisePassword } from '#electoral/normalise';
import { Button } from '../../components/Button.js';
import { Field } from '../../components/Field.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import { storeDevice, type AcceptedDevice } from '../../enrolment/enrol-device.js';
import { passwordStrength } from '../../lease/password-strength.js';
import { useServices } from '../../use-services.js';

export interface ChoosePasswordProps extends Pick<ScreenProps, 'step'> {
  readonly device: AcceptedDevice;
  readonly onStored: () => void;
}

const NOTE_KINDS = ['bad', 'attention', 'good', 'good'] as const;

/** The local password: never leaves this phone and cannot be recovered (§7.4). */
export function ChoosePassword({ device, onStored, step }: ChoosePasswordProps) {
  const services = useServices();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<{ readonly field: 'password' | 'again' | 'storage'; readonly text: string }>();
  const [busy, setBusy] = useState(false);
  const strength = passwordStrength(password);
  const store = async (): Promise<void> => {
    if (strength.level === 0) {
      setProblem({ field: 'password', text: strength.advice });
    } else if (normalisePassword(password) !== normalisePassword(again)) {
      setProblem({ field: 'again', text: 'No es igual a la anterior. Escríbala otra vez.' });
    } else {
      setBusy(true);
      try {
        await navigator.storage.persist();
        await storeDevice(services, device, password);
        onStored();
      } catch {
        setProblem({
          field: 'storage',
          text: 'No se pudo guardar en este teléfono. Libere espacio e intente de nuevo.',
        });
      } finally {
        setBusy(false);
      }
    }
  };
  const error = (field: 'password' | 'again') => (problem?.field === field ? problem.text : undefined);
  return (
    <Screen
      title="Cree su contraseña"
      step={step}
      actions={
        <Button disabled={busy} onPress={() => void store()}>
          {busy ? 'Guardando…' : 'Crear contraseña'}
        </Button>
      }
    >
      <p>
        Su registro fue validado. La contraseña se guarda solo en este teléfono: si la olvida, habrá de registrarse de
        nuevo.
      </p>
      {problem?.field === 'storage' && (
        <Note kind="bad" live>
          {problem.text}
        </Note>
      )}
      <Field
        label="Contraseña nueva"
        type="password"
        autoComplete="new-password"
        value={password}
        onText={setPassword}
        error={error('password')}
        help="Al menos 8 caracteres. Tres palabras sin relación son fáciles de recordar y difíciles de adivinar."
      />
      {password !== '' && (
        <div className={`note ${NOTE_KINDS[strength.level]}`} role="status">
          <div>
            <div className="meter" aria-hidden="true">
              {[0, 1, 2, 3].map((level) => (
                <span key={level} className={level <= strength.level ? 'on' : ''} />
              ))}
            </div>
            Contraseña: {strength.word.toLowerCase()}. {strength.advice}
          </div>
        </div>
      )}
      <Field
        label="Escríbala otra vez"
        type="password"
        autoComplete="new-password"
        value={again}
        onText={setAgain}
        error={error('again')}
      />
    </Screen>
  );
}
