import type { EvidenceReader } from '../../src/contexts/verification/unseal/evidence-reader.js';
import {
  SupportOpener,
  UnsealError,
  type EvidencePart,
  type OpenedSupport,
} from '../../src/contexts/verification/unseal/support-opener.js';

/** Returns the supports that a spec registered by blob key; any other key fails to open. */
export class FakeOpener extends SupportOpener {
  readonly supports = new Map<string, OpenedSupport>();

  override open(blobKey: string): Promise<OpenedSupport> {
    const found = this.supports.get(blobKey);
    return found ? Promise.resolve(found) : Promise.reject(new UnsealError('key-not-opened'));
  }
}

/** Reads the images of the supports that a spec registered with an opener. */
export class FakeEvidence implements Pick<EvidenceReader, 'read'> {
  constructor(private readonly opener: SupportOpener) {}

  async read({ blobKey, integrityCode }: Parameters<EvidenceReader['read']>[0], part: EvidencePart) {
    return (await this.opener.open(blobKey, integrityCode)).parts.get(part);
  }
}
