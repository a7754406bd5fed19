import { useRef } from 'react';
import type { Picture } from '../../capture/capture.js';
import { Check, Field } from '../../components/Field.js';
import { Icon, type IconName } from '../../components/Icon.js';
import { normalised, type ConfirmedName, type FieldOrigin } from '../../capture/compare-fields.js';
import { FIELD_TEXTS, grouped } from '../../texts/fields.js';
import { CardStrip, type CardLine } from './CardPicture.js';

export interface IdentifierFieldProps {
  readonly name: ConfirmedName;
  readonly value: string;
  /** The value that was read, to compare with what is typed. */
  readonly found: string | undefined;
  readonly origin: FieldOrigin;
  readonly error: string | undefined;
  readonly last: boolean;
  readonly onFocus: () => void;
  readonly onText: (text: string) => void;
  readonly onLeave: () => void;
  readonly onUseRead: () => void;
  /** Set if the value must be compared with the card before it can be confirmed. */
  readonly comparison?: Comparison;
}

export interface Comparison {
  readonly picture: Picture | undefined;
  readonly line: CardLine;
  readonly isEqual: boolean;
  /** The user tried to continue without comparing it. */
  readonly isMissing: boolean;
  readonly onEqual: (isEqual: boolean) => void;
}

const ORIGINS: Readonly<Partial<Record<FieldOrigin, { icon: IconName; text: string }>>> = {
  read: { icon: 'done', text: 'Leído de la credencial' },
  offered: { icon: 'info', text: 'Propuesto por la lectura: compárelo con la credencial' },
  typed: { icon: 'person', text: 'Escrito por usted' },
  'typed-as-read': { icon: 'done', text: 'Escrito por usted, igual a lo leído' },
};

/** One field of the card, marked as read or typed (§8.7). */
export function IdentifierField(props: IdentifierFieldProps) {
  const { name, value, found, origin, error, last, onFocus, onText, onLeave, onUseRead, comparison } = props;
  const line = useRef<HTMLDivElement>(null);
  const text = FIELD_TEXTS[name];
  const originLabel = ORIGINS[origin];
  const fullLength = (text?.groups ?? []).reduce((sum, size) => sum + size, 0);
  const length = normalised(name, value).length;
  const counted =
    fullLength > 0 && length > 0 && length !== fullLength ? ` Lleva ${String(length)} de ${String(fullLength)}.` : '';
  return (
    <div className="identifier">
      <Field
        label={text?.label ?? name}
        help={`${text?.help ?? ''}${counted}`}
        className={fullLength > 0 ? 'code' : ''}
        inputMode={text?.numeric ? 'numeric' : 'text'}
        autoCapitalize="characters"
        autoComplete="off"
        autoCorrect="off"
        enterKeyHint={last ? 'done' : 'next'}
        spellCheck={false}
        value={value}
        error={error}
        onText={(raw) => {
          onText(text?.numeric ? raw.replace(/[^\d\s]/g, '') : raw.toUpperCase());
        }}
        onFocus={onFocus}
        onBlur={onLeave}
      />
      <div tabIndex={-1} ref={line}>
        <div role="status">
          {(origin === 'typed-differently' || origin === 'cleared') && (
            <div className={`origin ${origin}`}>
              <Icon name={origin === 'cleared' ? 'info' : 'warning'} />
              <span>
                Se leyó <span className="code">{grouped(name, found ?? '')}</span>
                {origin === 'cleared' ? '.' : ' y usted escribió otro dato.'} Compare con la credencial.
              </span>
              <button
                type="button"
                className="link"
                onClick={() => {
                  // The button disappears; without this, the focus would move to the top of the page.
                  line.current?.focus();
                  onUseRead();
                }}
              >
                Usar lo leído
              </button>
            </div>
          )}
        </div>
        {originLabel && (
          <p className={`origin ${origin}`}>
            <Icon name={originLabel.icon} />
            <span>{originLabel.text}</span>
          </p>
        )}
        {comparison && <CompareWithCard {...{ name, value, comparison }} />}
      </div>
    </div>
  );
}

interface CompareWithCardProps extends Pick<IdentifierFieldProps, 'name' | 'value'> {
  readonly comparison: Comparison;
}

/** The value in large type below its strip of the card, and the confirmation that both are equal (§8.7). */
function CompareWithCard({ name, value, comparison }: CompareWithCardProps) {
  const { picture, line, isEqual, isMissing, onEqual } = comparison;
  const label = FIELD_TEXTS[name]?.label ?? name;
  return (
    <div className="comparison">
      {picture && <CardStrip picture={picture} line={line} label={`${label} en la credencial`} />}
      <p className="code large">{grouped(name, value)}</p>
      {isMissing && (
        <p className="error" role="alert">
          Compare letra por letra. Si son iguales, márquelo aquí; si no, corrija el dato.
        </p>
      )}
      <Check label={`Es igual en la credencial: ${label}`} checked={isEqual} onCheck={onEqual} />
    </div>
  );
}
