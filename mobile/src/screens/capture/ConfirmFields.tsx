import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Capture, ReadingOutcome } from '../../capture/capture.js';
import { readCredential, type CredentialReading } from '../../capture/read-credential.js';
import type { SeenCards } from '../../capture/seen-cards.js';
import {
  fieldOrigin,
  fieldsToCompare,
  findDisagreements,
  normalised,
  type ConfirmedName,
} from '../../capture/compare-fields.js';
import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import { Screen, type ScreenProps } from '../../components/Screen.js';
import {
  checkCredentialFields,
  confirmedFields,
  credentialType,
  NAME_FIELDS,
  normaliseFields,
  type CredentialFields,
  type CredentialType,
} from '#electoral/identifiers';
import { disagreementText, fieldProblemText } from '../../texts/fields.js';
import { CardPicture, type CardLine, type CardSide } from './CardPicture.js';
import { IdentifierField } from './IdentifierField.js';

export interface ConfirmFieldsProps extends Pick<ScreenProps, 'step' | 'onBack'> {
  readonly capture: Capture;
  readonly seen: SeenCards;
  readonly onConfirm: (fields: {
    readonly fieldsRead: CredentialFields;
    readonly fieldsTyped: CredentialFields;
    readonly readingOutcome: ReadingOutcome;
  }) => void;
}

type TypedFields = Readonly<Partial<Record<ConfirmedName, string>>>;

/** Confirms or corrects the identifying fields; read and typed values are stored separately (§8.7). */
export function ConfirmFields({ capture, seen, onConfirm, ...screen }: ConfirmFieldsProps) {
  const [typed, setTyped] = useState<TypedFields>(capture.fieldsTyped);
  const [visited, setVisited] = useState<ReadonlySet<ConfirmedName>>(new Set());
  const [side, setSide] = useState<CardSide>();
  /** The card for which the app has already warned that its support is stored. */
  const [repeated, setRepeated] = useState<string>();
  const [compared, setCompared] = useState<ConfirmedName>();
  /** The offered values that the user found to be equal to the card. */
  const [equal, setEqual] = useState<ReadonlySet<ConfirmedName>>(new Set());
  const [submitted, setSubmitted] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const [reading, setReading] = useState<CredentialReading>();
  const { credentialType: key, anverso, reverso } = capture;
  useEffect(() => {
    if (!key || !anverso || !reverso) return undefined;
    let isUnmounted = false;
    const settle = (found: CredentialReading): void => {
      if (!isUnmounted) setReading(found);
    };
    readCredential(key, anverso, reverso).then(settle, () => {
      settle({ read: {}, offered: {} });
    });
    return () => {
      isUnmounted = true;
    };
  }, [key, anverso, reverso]);
  const type = capture.credentialType && credentialType(capture.credentialType);
  if (!type) return null;
  const { identifiedBy } = type;
  const { read, offered } = reading ?? NOTHING_READ;
  const shown = (name: ConfirmedName): string => typed[name] ?? offered[name] ?? '';
  const fields = normaliseFields(Object.fromEntries(identifiedBy.map((name) => [name, shown(name)])));
  const refusals = checkCredentialFields(type, fields).filter(({ severity }) => severity === 'refuse');
  const errorOf = (name: ConfirmedName): string | undefined => {
    // A value that was read is shown as it is, so its error need not wait until the person has edited it.
    const isShown = visited.has(name) || (typed[name] === undefined && present(offered)[name] !== undefined);
    const problem = isShown ? refusals.find((one) => one.field === name) : undefined;
    return problem && fieldProblemText(problem);
  };
  const toCompare = fieldsToCompare(type, typed, { read, offered: present(offered) });
  const pending = toCompare.filter((name) => !equal.has(name));
  const disagreements = findDisagreements(type, fields, read).flatMap((problem) => disagreementText(problem) ?? []);
  const found = identifiedBy.some((name) => offered[name] !== undefined);
  const focus = (wanted: (name: ConfirmedName) => boolean): void => {
    const index = Math.max(0, identifiedBy.findIndex(wanted));
    form.current?.querySelectorAll<HTMLInputElement>(TEXT_INPUTS).item(index).focus();
  };
  const card = identifiedBy.map((name) => fields[name]).join(' ');
  const confirm = async (): Promise<void> => {
    setVisited(new Set<ConfirmedName>(identifiedBy));
    if (refusals.length > 0) {
      focus((name) => refusals.some(({ field }) => field === name));
      return;
    }
    if (pending.length > 0) {
      setSubmitted(true);
      const box = form.current?.querySelector<HTMLInputElement>(UNCHECKED);
      box?.closest('.comparison')?.scrollIntoView({ block: 'center' });
      box?.focus({ preventScroll: true });
      return;
    }
    if (repeated !== card && (await seen.has(type, fields))) {
      setRepeated(card);
      return;
    }
    const names = Object.fromEntries(NAME_FIELDS.map((name) => [name, shown(name)]));
    onConfirm({
      ...confirmedFields({ ...fields, ...names }, read),
      readingOutcome: reading ? (found ? 'succeeded' : 'failed') : 'skipped',
    });
  };
  const field = (name: ConfirmedName, last: boolean): ReactNode => (
    <IdentifierField
      key={name}
      name={name}
      value={shown(name)}
      found={offered[name] === '' ? undefined : offered[name]}
      origin={fieldOrigin(name, typed[name], { read, offered: present(offered) })}
      error={errorOf(name)}
      last={last}
      comparison={
        toCompare.some((one) => one === name)
          ? {
              picture: { anverso, reverso }[sideOf(type, name)],
              line: LINES[name] ?? MAIN_LINE,
              isEqual: equal.has(name),
              isMissing: submitted && !equal.has(name),
              onEqual: (isEqual) => {
                setEqual((before) => new Set([...before].filter((one) => one !== name).concat(isEqual ? name : [])));
              },
            }
          : undefined
      }
      onFocus={() => {
        setSide(sideOf(type, name));
        setCompared(name);
        // A reading that arrives while the user is typing must not change the value.
        if (!reading) setTyped((before) => ({ ...before, [name]: before[name] ?? '' }));
      }}
      onText={(text) => {
        setTyped((before) => ({ ...before, [name]: text }));
      }}
      onLeave={() => {
        if (normalised(name, shown(name)) !== '') setVisited((before) => new Set([...before, name]));
      }}
      onUseRead={() => {
        setTyped((before) => ({ ...before, [name]: undefined }));
      }}
    />
  );
  const shownSide = side ?? sideOf(type, identifiedBy[0]);
  return (
    <Screen
      {...screen}
      title="Datos de la credencial"
      actions={
        repeated === card ? (
          <>
            <Note kind="attention" live>
              El apoyo de esta credencial ya está guardado en este teléfono, y de cada persona cuenta uno solo. Si es la
              misma persona, toque arriba «La persona no desea continuar».
            </Note>
            <Button onPress={() => void confirm()}>Captar de todos modos</Button>
          </>
        ) : (
          <Button onPress={() => void confirm()}>Confirmar datos</Button>
        )
      }
    >
      <CardPicture
        {...{ anverso, reverso }}
        side={shownSide}
        onSide={setSide}
        line={lineOf(type, shownSide, compared)}
      />
      <div role="status">
        {!reading && <Note kind="process">Leyendo la credencial… No hace falta esperar.</Note>}
        {reading && found && <p>Compare con la credencial y corrija lo que no coincida.</p>}
        {reading && !found && (
          <Note kind="attention">No se pudo leer. Copie los datos de la credencial; el apoyo no se pierde.</Note>
        )}
      </div>
      {!(reading && found) && (
        <Button
          kind="plain"
          onPress={() => {
            focus((name) => shown(name) === '');
          }}
        >
          Escribir los datos
        </Button>
      )}
      <form
        ref={form}
        className="identifiers"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        {identifiedBy.map((name, index) => field(name, index === identifiedBy.length - 1))}
        <fieldset className="names">
          <legend>Nombre de la persona (opcional)</legend>
          <p>Con él, la persona aspirante reconoce el apoyo; lo ve abreviado.</p>
          {NAME_FIELDS.map((name, index) => field(name, index === NAME_FIELDS.length - 1))}
        </fieldset>
        {/* Lets the keyboard's «done» key submit the form. */}
        <input type="submit" hidden />
      </form>
      {disagreements.map((text) => (
        <Note key={text} kind="attention">
          {text}
        </Note>
      ))}
    </Screen>
  );
}

/** The fields; a confirmation is a checkbox. */
const TEXT_INPUTS = 'input:not([type="checkbox"])';
const UNCHECKED = 'input[type="checkbox"]:not(:checked)';

const NOTHING_READ: CredentialReading = { read: {}, offered: {} };

/** The side of the card that shows a field. */
function sideOf({ backFields }: CredentialType, name: ConfirmedName | undefined): CardSide {
  return name && backFields.includes(name) ? 'reverso' : 'anverso';
}

/** The approximate position of a field on the card, if the picture fills its frame. */
const LINES: Readonly<Partial<Record<ConfirmedName, CardLine>>> = {
  cic: { x: 0.3, y: 0.72 },
  identificadorCiudadano: { x: 0.8, y: 0.72 },
  numeroEmision: { x: 0.75, y: 0.7 },
  paterno: { x: 0.5, y: 0.28 },
  materno: { x: 0.5, y: 0.32 },
  nombre: { x: 0.5, y: 0.36 },
};
/** The clave de elector on the front, and the OCR or the machine-readable zone on the back. */
const MAIN_LINE: CardLine = { x: 0.5, y: 0.62 };

function lineOf(type: CredentialType, side: CardSide, compared: ConfirmedName | undefined): CardLine {
  const name = compared ?? type.identifiedBy[0];
  return (name && sideOf(type, name) === side && LINES[name]) || MAIN_LINE;
}

/** Omits the fields that, according to the reading, the card does not have: their value is empty. */
function present(fields: CredentialFields): CredentialFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
