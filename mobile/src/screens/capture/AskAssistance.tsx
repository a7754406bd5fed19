import { useState } from 'react';
import { dividedName, mayBeSamePerson, type PersonName } from '#electoral/identifiers';
import { nameFault, normaliseName } from '#electoral/normalise';
import type { AssistedMark } from '#electoral/wire';
import type { AssistanceFacts } from '../../capture/capture.js';
import { Button } from '../../components/Button.js';
import { Field } from '../../components/Field.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';

export interface AskAssistanceProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  /** The reasons that the OPL allows. */
  readonly reasons: readonly string[];
  /**
   * The full names of the auxiliary and the aspirant, and the names of the citizen as far as they are known: none of
   * them can be the witness.
   */
  readonly auxiliary: string;
  readonly aspirant: string;
  readonly citizen: PersonName;
  readonly initial: Partial<AssistanceFacts> | undefined;
  readonly onSubmit: (facts: AssistanceFacts) => void;
}

const MARKS: Readonly<Record<AssistedMark, string>> = {
  mark: 'Una cruz, un trazo o su huella',
  signature: 'Su firma, con ayuda',
  none: 'Nada: el testigo firma por ella',
};

/** Assisted capture (decision 31): the reason, what replaces the signature, and the witness. */
export function AskAssistance(props: AskAssistanceProps) {
  const { reasons, auxiliary, aspirant, citizen, initial, onSubmit, ...screen } = props;
  const [reason, setReason] = useState(initial?.reason);
  const [mark, setMark] = useState(initial?.mark);
  const [witness, setWitness] = useState(initial?.witness ?? '');
  const [submitted, setSubmitted] = useState(false);
  const witnessName = normaliseName(witness);
  const fault = witnessFault(witnessName, { auxiliary, aspirant, citizen });
  const submit = (): void => {
    setSubmitted(true);
    if (reason !== undefined && mark !== undefined && fault === undefined)
      onSubmit({ reason, mark, witness: witnessName });
  };
  return (
    <Screen {...screen} title="Captura asistida" actions={<Button onPress={submit}>Continuar</Button>}>
      <p>
        Un testigo que la persona elija presencia su apoyo y firma. No puede ser usted, la persona aspirante ni la misma
        persona.
      </p>
      {submitted && (reason === undefined || mark === undefined) && (
        <Note kind="attention" live>
          Elija el motivo y lo que la persona pondrá en lugar de su firma.
        </Note>
      )}
      <Choice
        legend="Motivo"
        name="motivo"
        options={reasons.map((each) => [each, each])}
        chosen={reason}
        onChoose={setReason}
      />
      <Choice
        legend="¿Qué pone la persona?"
        name="marca"
        options={Object.entries(MARKS) as [AssistedMark, string][]}
        chosen={mark}
        onChoose={setMark}
      />
      <Field
        label="Nombre completo del testigo"
        autoComplete="off"
        autoCapitalize="words"
        maxLength={200}
        value={witness}
        onText={setWitness}
        error={submitted ? fault : undefined}
        help="Como aparece en su identificación."
      />
    </Screen>
  );
}

interface ChoiceProps<Value extends string> {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly (readonly [Value, string])[];
  readonly chosen: Value | undefined;
  readonly onChoose: (value: Value) => void;
}

function Choice<Value extends string>({ legend, name, options, chosen, onChoose }: ChoiceProps<Value>) {
  return (
    <fieldset className="field">
      <legend>{legend}</legend>
      {options.map(([value, label]) => (
        <label key={value} className="check">
          <input
            type="radio"
            name={name}
            checked={value === chosen}
            onChange={() => {
              onChoose(value);
            }}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function witnessFault(
  witness: string,
  { auxiliary, aspirant, citizen }: Pick<AskAssistanceProps, 'auxiliary' | 'aspirant' | 'citizen'>,
): string | undefined {
  if (!isFullName(witness)) return 'Escriba el nombre y los apellidos del testigo.';
  const isWitness = (fullName: string): boolean =>
    dividedName(fullName).some((names) => mayBeSamePerson(witness, names));
  if (isWitness(auxiliary))
    return 'Usted no puede ser el testigo de un apoyo que capta. Pida a la persona que elija a alguien más y escriba su nombre completo.';
  if (isWitness(aspirant))
    return 'Es el nombre de la persona aspirante. El testigo debe ser otra persona; escriba su nombre completo.';
  if (mayBeSamePerson(witness, citizen))
    return 'Es el nombre de la persona que da el apoyo. El testigo debe ser otra persona; escriba su nombre completo.';
  return undefined;
}

/** At least two words of letters. */
function isFullName(text: string): boolean {
  return nameFault(text) === undefined && text.split(' ').length > 1;
}
