import React, { useRef } from 'react';
import { FieldFrame, type FieldProps } from '../form.js';

/** A file input that shows the name and size of the chosen file. */
export function FileField({ accept, ...field }: FieldProps & { readonly accept: string }) {
  return (
    <FieldFrame {...field} verb="Elija">
      {(attributes) => (
        <FilePicker
          {...attributes}
          accept={accept}
          chosen={field.form.files[field.name]}
          choose={(file) => {
            field.form.attach(field.name, file);
          }}
        />
      )}
    </FieldFrame>
  );
}

export interface FilePickerProps {
  readonly id: string;
  readonly accept: string;
  readonly chosen: File | undefined;
  readonly choose: (file: File | undefined) => void;
}

/**
 * Replaces the browser's own file input, whose texts are in the language of the browser. A chosen file can be removed
 * again, which the browser's input does not offer.
 */
export function FilePicker({ chosen, choose, ...attributes }: FilePickerProps) {
  const input = useRef<HTMLInputElement>(null);
  const removeChosen = (): void => {
    if (input.current) {
      // Otherwise choosing the same file again would not be a change.
      input.current.value = '';
      input.current.focus();
    }
    choose(undefined);
  };
  return (
    <>
      <span className="file">
        <input
          {...attributes}
          ref={input}
          type="file"
          onChange={(event) => {
            choose(event.target.files?.[0]);
          }}
        />
        <span className="button button-plain" aria-hidden="true">
          Elegir archivo
        </span>
        <span className="quiet">
          {chosen ? `${chosen.name} · ${formatSize(chosen.size)}` : 'Ningún archivo elegido'}
        </span>
      </span>
      {chosen && (
        <button type="button" className="link" onClick={removeChosen}>
          Quitar el archivo elegido
        </button>
      )}
    </>
  );
}

/** Accepted types of a scanned document, for {@link FileField}. */
export const SCAN_TYPES = 'application/pdf,image/jpeg,image/png';

/** A size in the units that people know from their files. */
export function formatSize(size: number): string {
  return size < 1_000_000
    ? `${Math.ceil(size / 1000).toLocaleString('es-MX')} kB`
    : `${(size / 1_000_000).toLocaleString('es-MX', { maximumFractionDigits: 1 })} MB`;
}
