const NAME = 'VaultUnreadableError';

/** The storage of this phone cannot be read. Nothing was deleted, but nothing is known about its contents. */
export class VaultUnreadableError extends Error {
  override readonly name = NAME;
  constructor(cause: unknown) {
    super('the vault cannot be read', { cause });
  }
}

/** Whether the error or its cause is a {@link VaultUnreadableError}. */
export function isVaultUnreadable(error: unknown): boolean {
  return error instanceof Error && (error.name === NAME || isVaultUnreadable(error.cause));
}
