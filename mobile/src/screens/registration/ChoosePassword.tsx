import { useState } from 'react';
import { normalisePassword } from '#electoral/normalise';
import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import { PasswordField } from '../../components/PasswordField.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import { newProtectedKey, type ProtectedKey } from '../../enrolment/enrol-device.js';
import { passwordStrength } from '../../lease/password-strength.js';

export interface ChoosePasswordProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  /** The auxiliary's name, which is not accepted as a password; undefined if the server does not send it. */
  readonly owner: string | undefined;
  readonly onChosen: (device: ProtectedKey) => void;
}

const NOTE_KINDS = ['bad', 'attention', 'good', 'good'] as const;

/**
 * Creates the local password, which never leaves this phone and cannot be recovered (§7.4). Account and ids have been
 * validated. The registration is sent only afterwards, so that an interruption cannot leave a device whose key is lost.
 */
export function ChoosePassword({ owner, onChosen, ...screen }: ChoosePasswordProps) {
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<{ readonly field: 'password' | 'again'; readonly text: string }>();
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const strength = passwordStrength(password, owner);
  const choose = async (): Promise<void> => {
    setProblem(undefined);
    setFailed(false);
    if (strength.level === 0) {
      setProblem({ field: 'password', text: strength.advice });
    } else if (normalisePassword(password) !== normalisePassword(again)) {
      setProblem({ field: 'again', text: 'No es igual a la anterior. Escríbala otra vez.' });
    } else {
      setBusy(true);
      try {
        await navigator.storage.persist();
        onChosen(await newProtectedKey(password));
      } catch {
        setFailed(true);
      } finally {
        setBusy(false);
      }
    }
  };
  const error = (field: 'password' | 'again') => (problem?.field === field ? problem.text : undefined);
  return (
    <Screen
      {...screen}
      title="Cree su contraseña"
      actions={
        <Button disabled={busy} onPress={() => void choose()}>
          {busy ? 'Creando…' : 'Crear contraseña'}
        </Button>
      }
    >
      <p>
        Con ella abrirá «Captura de Datos». Se guarda solo en este teléfono: si la olvida, habrá de registrarse de
        nuevo. Al crearla se envía su registro.
      </p>
      {failed && (
        <Note kind="bad" live>
          Este teléfono no tiene memoria libre para protegerla. Cierre otras aplicaciones e intente de nuevo.
        </Note>
      )}
      <PasswordField
        label="Contraseña nueva"
        autoComplete="new-password"
        value={password}
        onText={(text) => {
          setPassword(text);
          setProblem(undefined);
        }}
        error={error('password')}
        help="Al menos 8 caracteres. Tres palabras sin relación son fáciles de recordar y difíciles de adivinar."
      />
      {/* If there is an error, it already says this. */}
      {password !== '' && error('password') === undefined && (
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
      <PasswordField
        label="Escríbala otra vez"
        autoComplete="new-password"
        value={again}
        onText={setAgain}
        error={error('again')}
      />
    </Screen>
  );
}
