import type { CredentialFields } from '#electoral/identifiers';

/**
 * Input of the keyed hashes by which duplicates are found: the name of a key (one per process and office, so that
 * nothing can be joined across them) and parts, each prefixed by its length (u32, big endian) by the kernel.
 */
export interface ElectorKeyInput {
  readonly keyName: string;
  readonly parts: readonly string[];
}

/** Changing this changes every key: it is part of the input. */
const FORMAT = 'elector-key/1';

export interface Contest {
  readonly processId: string;
  readonly officeId: string;
}

/** Of a matched record: the stable key of the elector's row, the same through re-issues and corrections. */
export function electorKeyInput(contest: Contest, stableKey: string): ElectorKeyInput {
  return input(contest, 'stable', stableKey);
}

/** Of an unmatched record: one provisional key per normalised identifier, reconciled on a match. */
export function provisionalKeyInputs(contest: Contest, fields: CredentialFields): ElectorKeyInput[] {
  return (['claveElector', 'curp', 'cic', 'ocr', 'identificadorCiudadano'] as const).flatMap((name) => {
    const value = fields[name];
    return value ? [input(contest, name, value)] : [];
  });
}

function input({ processId, officeId }: Contest, kind: string, value: string): ElectorKeyInput {
  return { keyName: `elector.${processId}.${officeId}`, parts: [FORMAT, processId, officeId, kind, value] };
}
