import { useEffect, useState } from 'react';
import type { Capture, ReadingOutcome } from '../../capture/capture.js';
import { readCredential, type CredentialReading } from '../../capture/read-credential.js';
import { Button } from '../../components/Button.js';
import { Field } from '../../components/Field.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import {
  checkCredentialFields,
  credentialType,
  normaliseFields,
  type CredentialFields,
  type IdentifierName,
} from '../../../../src/contexts/verification/wire/identifiers/index.js';
import { FIELD_TEXTS, fieldProblemText } from '../../texts/fields.js';

export interface ConfirmFieldsProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly capture: Capture;
  readonly onConfirm: (fields: {
    readonly fieldsRead: CredentialFields;
    readonly fieldsTyped: CredentialFields;
    readonly readingOutcome: ReadingOutcome;
  }) => void;
}

type Typed = Readonly<Partial<Record<IdentifierName, string>>>;

/** The fields that identify the card: what was read is confirmed or corrected, and both are kept apart (§8.7). */
export function ConfirmFields({ capture, onConfirm, ...screen }: ConfirmFieldsProps) {
  const [typed, setTyped] = useState<Typed>(capture.fieldsTyped);
  const [asked, setAsked] = useState(false);
  const [reading, setReading] = useState<CredentialReading>();
  const { credentialType: key, anverso, reverso } = capture;
  useEffect(() => {
    if (!key || !anverso || !reverso) return undefined;
    let left = false;
    const settle = (found: CredentialReading): void => {
      if (!left) setReading(found);
    };
    readCredential(key, anverso, reverso).then(settle, () => {
      settle({ read: {}, offered: {} });
    });
    return () => {
      left = true;
    };
  }, [key, anverso, reverso]);
  const type = capture.credentialType && credentialType(capture.credentialType);
  if (!type) return null;
  const { identifiedBy } = type;
  const shown = (name: IdentifierName): string => typed[name] ?? reading?.offered[name] ?? '';
  const fields = Object.fromEntries(identifiedBy.map((name) => [name, shown(name)]));
  const problems = checkCredentialFields(type, fields);
  const errorOf = (name: IdentifierName): string | undefined => {
    const problem = problems.find((one) => one.field === name && one.severity === 'refuse');
    return asked && problem ? fieldProblemText(problem) : undefined;
  };
  const found = identifiedBy.some((name) => reading?.offered[name] !== undefined);
  const confirm = (): void => {
    setAsked(true);
    if (problems.some(({ severity }) => severity === 'refuse')) return;
    const fieldsRead = reading?.read ?? {};
    // What the person let stand of a mere offer is theirs; what stands as read is not told twice.
    const told = identifiedBy.filter((name) => shown(name) !== fieldsRead[name]).map((name) => [name, shown(name)]);
    onConfirm({
      fieldsRead,
      fieldsTyped: normaliseFields(Object.fromEntries(told) as CredentialFields),
      readingOutcome: reading ? (found ? 'succeeded' : 'failed') : 'skipped',
    });
  };
  return (
    <Screen {...screen} title="Datos de la credencial" actions={<Button onPress={confirm}>Confirmar datos</Button>}>
      <div role="status">
        {!reading && <p>Leyendo la credencial… También puede escribir los datos.</p>}
        {reading && found && <p>Compare con la credencial y corrija lo que no coincida.</p>}
        {reading && !found && (
          <Note kind="attention">No se pudo leer. Copie los datos de la credencial; el apoyo no se pierde.</Note>
        )}
      </div>
      {identifiedBy.map((name) => {
        const text = FIELD_TEXTS[name];
        return (
          <Field
            key={name}
            label={text?.label ?? name}
            help={text?.help}
            className="code"
            inputMode={text?.numeric ? 'numeric' : 'text'}
            autoCapitalize="characters"
            autoComplete="off"
            spellCheck={false}
            value={shown(name)}
            error={errorOf(name)}
            onText={(value) => {
              setTyped((before) => ({ ...before, [name]: value }));
            }}
          />
        );
      })}
    </Screen>
  );
}
