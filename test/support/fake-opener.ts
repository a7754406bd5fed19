import {
  SupportOpener,
  UnsealError,
  type OpenedSupport,
} from '../../src/contexts/verification/unseal/support-opener.js';

/** Answers by blob key what a spec has put there; anything else cannot be opened. */
export class FakeOpener extends SupportOpener {
  readonly supports = new Map<string, OpenedSupport>();

  override open(blobKey: string): Promise<OpenedSupport> {
    const found = this.supports.get(blobKey);
    return found ? Promise.resolve(found) : Promise.reject(new UnsealError('key-not-opened'));
  }
}
