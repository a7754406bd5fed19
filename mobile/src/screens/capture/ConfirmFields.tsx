import { useState } from 'react';
import type { Capture } from '../../capture/capture.js';
import { Button } from '../../components/Button.js';
import { Field } from '../../components/Field.js';
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
  readonly onConfirm: (typed: CredentialFields) => void;
}

type Typed = Readonly<Partial<Record<IdentifierName, string>>>;

/** The fields that identify the card: what was read is confirmed or corrected, and both are kept apart (§8.7). */
export function ConfirmFields({ capture, onConfirm, ...screen }: ConfirmFieldsProps) {
  const [typed, setTyped] = useState<Typed>(capture.fieldsTyped);
  const [asked, setAsked] = useState(false);
  const type = capture.credentialType && credentialType(capture.credentialType);
  if (!type) return null;
  const { identifiedBy } = type;
  const shown = (name: IdentifierName): string => typed[name] ?? capture.fieldsRead[name] ?? '';
  const fields = Object.fromEntries(identifiedBy.map((name) => [name, shown(name)]));
  const problems = checkCredentialFields(type, fields);
  const errorOf = (name: IdentifierName): string | undefined => {
    const problem = problems.find((one) => one.field === name && one.severity === 'refuse');
    return asked && problem ? fieldProblemText(problem) : undefined;
  };
  const confirm = (): void => {
    setAsked(true);
    if (!problems.some(({ severity }) => severity === 'refuse')) onConfirm(normaliseFields(typed));
  };
  return (
    <Screen {...screen} title="Datos de la credencial" actions={<Button onPress={confirm}>Confirmar datos</Button>}>
      <p>Cópielos de la credencial y compárelos.</p>
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
