import type { SealedData } from '#electoral/wire';
import type { AssistedCaptureVersion } from '../../processes/index.js';
import { EVIDENCE_PARTS, type EvidencePart } from '../unseal/support-opener.js';

/** Missing requirements of an assisted capture (decision 31). The desk sees them and decides; none causes a refusal. */
export const ASSISTED_FAULTS = [
  'not-allowed',
  'reason-unlisted',
  'no-witness',
  'witness-is-auxiliary',
  'witness-is-citizen',
] as const;
export type AssistedFault = (typeof ASSISTED_FAULTS)[number];

type AssistedCapture = NonNullable<SealedData['assisted']>;

/** Whether the witness has the name of the auxiliary or the citizen. The app refuses both; the server checks again. */
export interface WitnessNameMatches {
  readonly auxiliary: boolean;
  readonly citizen: boolean;
}

/** @param rules versions of the rules that may have been in effect; it is enough if one allows the capture. */
export function assistedFaults(
  { reason, witness }: AssistedCapture,
  parts: ReadonlyMap<EvidencePart, unknown>,
  rules: readonly AssistedCaptureVersion[],
  is: WitnessNameMatches,
): AssistedFault[] {
  const allowing = rules.filter(({ allowed }) => allowed);
  return [
    ...(allowing.length === 0 ? (['not-allowed'] as const) : []),
    ...(allowing.length > 0 && !allowing.some(({ reasons }) => reasons.includes(reason))
      ? (['reason-unlisted'] as const)
      : []),
    ...(witness.trim() === '' || !parts.has('firma-testigo') ? (['no-witness'] as const) : []),
    ...(is.auxiliary ? (['witness-is-auxiliary'] as const) : []),
    ...(is.citizen ? (['witness-is-citizen'] as const) : []),
  ];
}

/**
 * Parts that a record must have. An assisted capture needs the signature of the witness, but no signature from a person
 * who cannot sign.
 */
export function expectedParts(assisted: AssistedCapture | null | undefined): readonly EvidencePart[] {
  if (!assisted) return EVIDENCE_PARTS;
  return [...EVIDENCE_PARTS.filter((part) => part !== 'firma' || assisted.mark !== 'none'), 'firma-testigo'];
}
