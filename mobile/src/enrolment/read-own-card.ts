import type { CredentialFields } from '#electoral/identifiers';
import type { Picture } from '../capture/capture.js';
import { readCredential } from '../capture/read-credential.js';

/** More than a slow phone needs. */
const TIMEOUT_MS = 20_000;

/**
 * Reads the auxiliary's own card (§7.3), for the server to compare with the registration. The user is not asked for
 * the card type: types D and later are read the same way. If nothing is read, an official compares the two.
 */
export async function readOwnCard(anverso: Picture, reverso: Picture): Promise<CredentialFields> {
  const timeout = new Promise<CredentialFields>((resolve) => {
    setTimeout(() => {
      resolve({});
    }, TIMEOUT_MS);
  });
  const reading = readCredential('E', anverso, reverso).then(
    ({ read }) => read,
    () => ({}),
  );
  return Promise.race([reading, timeout]);
}
