import type { CredentialFields } from '#electoral/identifiers';
import type { Picture } from '../capture/capture.js';
import { readCredential } from '../capture/read-credential.js';

/** Longer than a slow phone needs; nobody waits for more. */
const TIMEOUT_MS = 20_000;

/**
 * What stands as read on the auxiliary's own card (§7.3), for the server to hold against the registration. The type is not
 * asked for: models D and later are read alike. At worst it is nothing, and an official looks.
 */
export async function readOwnCard(anverso: Picture, reverso: Picture): Promise<CredentialFields> {
  const tooLong = new Promise<CredentialFields>((resolve) => {
    setTimeout(() => {
      resolve({});
    }, TIMEOUT_MS);
  });
  const reading = readCredential('E', anverso, reverso).then(
    ({ read }) => read,
    () => ({}),
  );
  return Promise.race([reading, tooLong]);
}
