import React from 'react';
import { cleanEmail, cleanText, emailFault, groupTelephone, telephoneFault, widthOf } from '#electoral/normalise';
import { FieldFrame, type FieldProps } from '../form.js';

export interface TextFieldProps extends FieldProps {
  readonly type?: 'text' | 'email' | 'tel';
  /** `numeric` is for {@link NumberField}, which checks the number. */
  readonly inputMode?: 'text' | 'numeric' | 'tel' | 'email';
  readonly autoComplete?: string;
  readonly maxLength?: number;
  /** Called when the field loses focus; returns the error message, or null. */
  readonly check?: (value: string) => string | null;
}

const KINDS = {
  text: { clean: cleanText, formatWhileTyping: (text: string) => text, check: () => null },
  email: { clean: cleanEmail, formatWhileTyping: (text: string) => text, check: emailFault },
  tel: { clean: groupTelephone, formatWhileTyping: groupTelephone, check: telephoneFault },
} as const;

/**
 * A line of text, cleaned and checked when it loses focus. The digits of a telephone number are grouped while the user
 * types.
 */
export function TextField({
  type = 'text',
  inputMode,
  autoComplete = 'off',
  maxLength,
  check,
  ...field
}: TextFieldProps) {
  const kind = KINDS[type];
  const { form, name } = field;
  return (
    <FieldFrame {...field} check={check ?? kind.check}>
      {(attributes) => (
        <input
          {...attributes}
          type={type === 'email' ? 'text' : type}
          inputMode={inputMode ?? type}
          autoComplete={autoComplete}
          autoCapitalize={type === 'email' ? 'none' : undefined}
          spellCheck={type === 'text' ? undefined : false}
          maxLength={maxLength}
          size={widthOf(type, maxLength)}
          value={form.values[name] ?? ''}
          onChange={(event) => {
            const { value, selectionStart } = event.target;
            form.set(name, selectionStart === value.length ? kind.formatWhileTyping(value) : value);
          }}
          onBlur={(event) => {
            const cleaned = kind.clean(event.target.value);
            if (cleaned !== event.target.value) form.set(name, cleaned);
            form.leave(name, cleaned);
          }}
        />
      )}
    </FieldFrame>
  );
}

export function TextArea(field: FieldProps & { readonly code?: boolean; readonly rows?: number }) {
  const { form, name } = field;
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <textarea
          {...attributes}
          className={field.code === true ? 'code' : undefined}
          rows={field.rows ?? 3}
          spellCheck={field.code !== true}
          value={form.values[name] ?? ''}
          onChange={(event) => {
            form.set(name, event.target.value);
          }}
          onBlur={(event) => {
            form.leave(name, event.target.value.trim());
          }}
        />
      )}
    </FieldFrame>
  );
}
