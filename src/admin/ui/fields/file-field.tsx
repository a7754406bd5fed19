import React from 'react';
import { FieldFrame, type FieldProps } from '../form.js';

/** A file input that shows the name and size of the chosen file. */
export function FileField({ accept, ...field }: FieldProps & { readonly accept: string }) {
  const chosen = field.form.files[field.name];
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <span className="file">
          <input
            {...attributes}
            type="file"
            accept={accept}
            onChange={(event) => {
              field.form.attach(field.name, event.target.files?.[0]);
            }}
          />
          <span className="button button-plain" aria-hidden="true">
            Elegir archivo
          </span>
          <span className="quiet">{chosen ? `${chosen.name} · ${formatSize(chosen)}` : 'Ningún archivo elegido'}</span>
        </span>
      )}
    </FieldFrame>
  );
}

/** Accepted types of a scanned document, for {@link FileField}. */
export const SCAN_TYPES = 'application/pdf,image/jpeg,image/png';

function formatSize({ size }: File): string {
  return size < 1_000_000
    ? `${Math.ceil(size / 1000).toLocaleString('es-MX')} kB`
    : `${(size / 1_000_000).toLocaleString('es-MX', { maximumFractionDigits: 1 })} MB`;
}
