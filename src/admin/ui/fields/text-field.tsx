import React from 'react';
import { FieldFrame, type FieldProps } from '../form.js';

export interface TextFieldProps extends FieldProps {
  readonly type?: 'text' | 'email' | 'tel';
  readonly inputMode?: 'text' | 'numeric' | 'tel' | 'email';
  readonly autoComplete?: string;
  readonly maxLength?: number;
}

export function TextField({ type = 'text', inputMode, autoComplete = 'off', maxLength, ...field }: TextFieldProps) {
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <input
          {...attributes}
          type={type}
          inputMode={inputMode}
          autoComplete={autoComplete}
          maxLength={maxLength}
          value={field.form.values[field.name] ?? ''}
          onChange={(event) => {
            field.form.set(field.name, event.target.value);
          }}
        />
      )}
    </FieldFrame>
  );
}

export function TextArea(field: FieldProps & { readonly code?: boolean; readonly rows?: number }) {
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <textarea
          {...attributes}
          className={field.code === true ? 'code' : undefined}
          rows={field.rows ?? 3}
          spellCheck={field.code !== true}
          value={field.form.values[field.name] ?? ''}
          onChange={(event) => {
            field.form.set(field.name, event.target.value);
          }}
        />
      )}
    </FieldFrame>
  );
}
