import {
  SupportOpener,
  UnsealError,
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
