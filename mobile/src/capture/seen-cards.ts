import type { CredentialFields, CredentialType } from '#electoral/identifiers';
import { newSessionHash } from '../crypto/index.js';

/**
 * Recognises a card whose support was stored in the same session. It holds only keyed hashes, and their key is lost
 * with the session: hashes that could be computed later would show whether a given person gave their support here
 * (§8.12, ADR 0068).
 */
export class SeenCards {
  readonly #hash = newSessionHash();
  readonly #seen = new Set<string>();

  async add(type: CredentialType, fields: CredentialFields): Promise<void> {
    this.#seen.add(await this.#hash(textOf(type, fields)));
  }

  async has(type: CredentialType, fields: CredentialFields): Promise<boolean> {
    return this.#seen.has(await this.#hash(textOf(type, fields)));
  }
}

function textOf({ key, identifiedBy }: CredentialType, fields: CredentialFields): string {
  return [key, ...identifiedBy.map((name) => fields[name] ?? '')].join(' ');
}
