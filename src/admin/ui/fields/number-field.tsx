import React from 'react';
import { wholeNumberFault } from '#electoral/normalise';
import type { FieldProps } from '../form.js';
import { TextField } from './text-field.js';

export interface NumberFieldProps extends FieldProps {
  readonly least?: number;
  readonly most: number;
}

/** A whole number, typed as text; the server reads it with `wholeNumberOf`. */
export function NumberField({ least = 1, most, ...field }: NumberFieldProps) {
  return (
    <TextField
      {...field}
      inputMode="numeric"
      // Longer than any valid number, so that a truncated number is not taken for a valid one.
      maxLength={most.toLocaleString('es-MX').length + 3}
      check={(value) => wholeNumberFault(value, least, most)}
    />
  );
}
