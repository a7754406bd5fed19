import type { SealedData } from '#electoral/wire';
import type { AssistedCaptureVersion } from '../../processes/index.js';
import { EVIDENCE_PARTS, type EvidencePart } from '../unseal/support-opener.js';

/** What an assisted capture lacks (decision 31). The desk sees it and decides; nothing is refused for it. */
export const ASSISTED_FAULTS = ['not-allowed', 'reason-unlisted', 'no-witness'] as const;
export type AssistedFault = (typeof ASSISTED_FAULTS)[number];

type Assisted = NonNullable<SealedData['assisted']>;

/** @param rules the rules of the OPL it may have gone by: any one that allows it, with its reasons, is enough. */
export function assistedFaults(
  { reason, witness }: Assisted,
  parts: ReadonlyMap<EvidencePart, unknown>,
  rules: readonly AssistedCaptureVersion[],
): AssistedFault[] {
  const allowing = rules.filter(({ allowed }) => allowed);
  return [
    ...(allowing.length === 0 ? (['not-allowed'] as const) : []),
    ...(allowing.length > 0 && !allowing.some(({ reasons }) => reasons.includes(reason))
      ? (['reason-unlisted'] as const)
      : []),
    ...(witness.trim() === '' || !parts.has('firma-testigo') ? (['no-witness'] as const) : []),
  ];
}

/** The parts a record should have: of who could make no mark there is none, and what a witness signed is asked for. */
export function expectedParts(assisted: Assisted | null | undefined): readonly EvidencePart[] {
  if (!assisted) return EVIDENCE_PARTS;
  return [...EVIDENCE_PARTS.filter((part) => part !== 'firma' || assisted.mark !== 'none'), 'firma-testigo'];
}
