import { useId, type ComponentProps, type ReactNode } from 'react';

export interface FieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'id' | 'children'> {
  readonly label: string;
  readonly help?: string;
  readonly error?: string;
  readonly onText: (text: string) => void;
  /** A control of the field, below the input. */
  readonly children?: ReactNode;
}

/** A labelled input with help and an error, linked for screen readers. */
export function Field({ label, help, error, onText, className = '', children, ...input }: FieldProps) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {error && (
        <p className="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      <input
        {...input}
        id={id}
        className={className}
        aria-invalid={error !== undefined && error !== ''}
        aria-describedby={described === '' ? undefined : described}
        onChange={(event) => {
          onText(event.target.value);
        }}
      />
      {children}
      {help && (
        <p className="help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}

export interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onCheck: (checked: boolean) => void;
}

export function Check({ label, checked, onCheck }: CheckProps) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => {
          onCheck(event.target.checked);
        }}
      />
      <span>{label}</span>
    </label>
  );
}
