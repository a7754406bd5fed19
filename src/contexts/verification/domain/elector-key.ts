import type { CredentialFields } from '#electoral/identifiers';

/**
 * Input of the keyed hashes that identify duplicates: a key name (one key per process and office, so that hashes cannot
 * be joined across them) and parts. The kernel prefixes each part with its length (u32, big endian).
 */
export interface ElectorKeyInput {
  readonly keyName: string;
  readonly parts: readonly string[];
}

/** Part of the input, so changing it changes every key. */
const FORMAT = 'elector-key/1';

export interface Contest {
  readonly processId: string;
  readonly officeId: string;
}

/** For a matched record: the stable key of the elector, which survives re-issued cards and corrections. */
export function electorKeyInput(contest: Contest, stableKey: string): ElectorKeyInput {
  return input(contest, 'stable', stableKey);
}

/** For an unmatched record: one provisional key per normalised identifier, replaced after a match. */
export function provisionalKeyInputs(contest: Contest, fields: CredentialFields): ElectorKeyInput[] {
  return (['claveElector', 'curp', 'cic', 'ocr', 'identificadorCiudadano'] as const).flatMap((name) => {
    const value = fields[name];
    return value ? [input(contest, name, value)] : [];
  });
}

function input({ processId, officeId }: Contest, kind: string, value: string): ElectorKeyInput {
  return { keyName: `elector.${processId}.${officeId}`, parts: [FORMAT, processId, officeId, kind, value] };
}
