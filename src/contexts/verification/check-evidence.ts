import { CARD_SIDE_STANDARD, LIVE_PHOTO_STANDARD, SIGNATURE_STANDARD } from '#electoral/wire';
import { checkImages, type ImageProblem, type ImageStandard } from '../../kernel/images/check-images.js';
import { EVIDENCE_PARTS, type EvidencePart } from './unseal/support-opener.js';

/** For example `anverso:blurred`. Shown beside the image; the control desk decides. */
export type EvidenceProblem = ImageProblem<EvidencePart>;

const STANDARDS: Readonly<Record<EvidencePart, ImageStandard>> = {
  anverso: CARD_SIDE_STANDARD,
  reverso: CARD_SIDE_STANDARD,
  'fotografia-viva': LIVE_PHOTO_STANDARD,
  firma: SIGNATURE_STANDARD,
  'firma-testigo': SIGNATURE_STANDARD,
};

/** @param expected parts that the record must have. */
export function checkEvidence(
  parts: ReadonlyMap<EvidencePart, Buffer>,
  expected: readonly EvidencePart[] = EVIDENCE_PARTS,
): Promise<EvidenceProblem[]> {
  return checkImages(parts, new Map(expected.map((part) => [part, STANDARDS[part]])));
}
