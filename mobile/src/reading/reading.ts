import type { CredentialFieldName, CredentialFields } from '#electoral/identifiers';

import type { FrontNames, ZoneNames } from './card-names.js';
import type { MatchPosition } from './patterns.js';

export type ReadingSource = 'mrz' | 'code128' | 'pdf417' | 'qr' | 'ocr';

/**
 * `read`: certain; every check passed and the print was clear.
 * `offered`: a likely value that the user must confirm or correct (§8.7).
 */
export type FieldState = 'read' | 'offered';

export interface ReadField {
  readonly value: string;
  readonly source: ReadingSource;
  readonly state: FieldState;
  /** 0…1, to rank values; `state` decides what may be accepted. */
  readonly confidence: number;
  /** For printed identifiers: the candidates of each position, best first, for `crossCheck`. */
  readonly positions?: readonly MatchPosition[];
}

export type ReadFields = { readonly [Name in CredentialFieldName]?: ReadField };

export interface ReadCode {
  readonly format: 'code128' | 'pdf417' | 'qr';
  readonly text: string;
}

/** Why a side was not read, as a hint for the user. `copy` may also accompany a side that was read. */
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
  /**
   * `read`: the identifying fields of this side are read; `partial`: something was found; `unreadable`: nothing was.
   */
  readonly state: 'read' | 'partial' | 'unreadable';
  readonly fields: ReadFields;
  readonly codes: readonly ReadCode[];
  readonly hint?: ReadingHint;
  /** The names as each side shows them, for `crossCheck`. */
  readonly printedNames?: FrontNames;
  readonly zoneNames?: ZoneNames;
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

/** The values with state `read`, for `fieldsRead` of the sealed data. */
export function fieldsRead(...readings: readonly Reading[]): CredentialFields {
  return valuesOf(readings, (field) => field.state === 'read');
}

/** All values found, for confirmation. */
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
