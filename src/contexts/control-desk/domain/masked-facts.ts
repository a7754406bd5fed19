import { maskWords, type CredentialFieldName } from '#electoral/identifiers';
import type { ReviewFacts } from '../../verification/index.js';

/** These fields do not identify a person, so they are never masked. */
const UNMASKED: ReadonlySet<string> = new Set(['sexo', 'seccion', 'vigencia', 'numeroEmision']);

export interface ShownField {
  readonly name: CredentialFieldName;
  /** Empty if the device did not read it; likewise, `typed` is empty if nobody typed it. */
  readonly read: string;
  readonly typed: string;
  /** Whether the unmasked values differ. */
  readonly differs: boolean;
}

/** The facts of a record as its reviewer sees them. */
export interface ShownFacts extends Omit<ReviewFacts, 'read' | 'typed'> {
  readonly fields: readonly ShownField[];
}

/** @param revealed whether identifiers and names are complete; otherwise they are masked. */
export function showFacts({ read, typed, ...facts }: ReviewFacts, revealed: boolean): ShownFacts {
  const names = [...new Set([...Object.keys(read), ...Object.keys(typed)])] as CredentialFieldName[];
  const fields = names.map((name) => {
    const [readValue, typedValue] = [read[name] ?? '', typed[name] ?? ''];
    const show = (value: string): string => (revealed || UNMASKED.has(name) ? value : maskWords(value));
    const differs = readValue !== '' && typedValue !== '' && readValue !== typedValue;
    return { name, read: show(readValue), typed: show(typedValue), differs };
  });
  const { assisted } = facts;
  const witness = (name: string): string => (revealed ? name : maskWords(name));
  return { ...facts, assisted: assisted ? { ...assisted, witness: witness(assisted.witness) } : assisted, fields };
}
