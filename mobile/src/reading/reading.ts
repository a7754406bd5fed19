import type { CredentialFieldName, CredentialFields } from '#electoral/identifiers';

import type { Place } from './patterns.js';

export type ReadingSource = 'mrz' | 'code128' | 'pdf417' | 'qr' | 'ocr';

/**
 * `read`: every check it has holds and the print was clear, it may stand as read.
 * `offered`: a likely value, shown to be confirmed or corrected; it never stands as read by itself (§8.7).
 */
export type FieldState = 'read' | 'offered';

export interface ReadField {
  readonly value: string;
  readonly source: ReadingSource;
  readonly state: FieldState;
  /** 0…1, for ordering and for a colour; what may be accepted is said by `state`. */
  readonly confidence: number;
  /** Of printed identifiers: what each place may be, best first. `crossChecked` weighs it. */
  readonly places?: readonly Place[];
}

export type ReadFields = { readonly [Name in CredentialFieldName]?: ReadField };

export interface ReadCode {
  readonly format: 'code128' | 'pdf417' | 'qr';
  readonly text: string;
}

/** What to tell the person when a side could not be read. `copy` may also stand beside what was read. */
export type ReadingHint =
  | 'no-card'
  | 'dark'
  | 'other-side'
  | 'other-type'
  | 'sideways'
  | 'blurred'
  | 'glare'
  | 'flat'
  | 'closer'
  | 'copy'
  | 'again';

export interface Reading {
  readonly side: 'front' | 'back';
  /** `read`: what identifies the card on this side is read; `partial`: something is; `unreadable`: type it (one tap). */
  readonly state: 'read' | 'partial' | 'unreadable';
  readonly fields: ReadFields;
  readonly codes: readonly ReadCode[];
  readonly hint?: ReadingHint;
}

export const HINTS: Readonly<Record<ReadingHint, string>> = {
  'no-card': 'No se ve la credencial. Póngala dentro del marco, completa.',
  dark: 'Hay poca luz. Acérquese a una ventana o encienda una lámpara.',
  'other-side': 'Parece el otro lado de la credencial. Voltéela.',
  'other-type': 'La credencial no parece del tipo elegido. Revise el tipo.',
  sideways: 'La credencial está de lado. Gírela hasta que las letras queden derechas.',
  blurred: 'La imagen salió movida. Apoye la credencial y sostenga el teléfono con las dos manos.',
  glare: 'Un reflejo tapa los datos. Incline un poco la credencial hasta que desaparezca.',
  flat: 'La credencial se ve inclinada. Póngala sobre una superficie plana y tome la foto desde arriba.',
  closer: 'La credencial se ve pequeña. Acerque el teléfono hasta llenar el marco.',
  copy: 'Parece una copia en blanco y negro. Solo vale la credencial original.',
  again: 'No se pudo leer. Intente otra vez o escriba los datos.',
};

/** The bare values, as `datos leídos` of the sealed data carry them: only what stands as read. */
export function fieldsRead(...readings: readonly Reading[]): CredentialFields {
  return valuesOf(readings, (field) => field.state === 'read');
}

/** Everything there is to show for confirmation. */
export function fieldsOffered(...readings: readonly Reading[]): CredentialFields {
  return valuesOf(readings, () => true);
}

function valuesOf(readings: readonly Reading[], include: (field: ReadField) => boolean): CredentialFields {
  const best = new Map<string, ReadField>();
  for (const { fields } of readings)
    for (const [name, field] of Object.entries(fields)) {
      const known = best.get(name);
      if (include(field) && (!known || rank(field) > rank(known))) best.set(name, field);
    }
  return Object.fromEntries([...best].map(([name, { value }]) => [name, value]));
}

function rank({ state, confidence }: ReadField): number {
  return (state === 'read' ? 1 : 0) + confidence;
}
