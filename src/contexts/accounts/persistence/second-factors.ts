import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import type { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { randomBuffer } from '../../../kernel/crypto/random.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { makeRecoveryCodes, normaliseRecoveryCode, RECOVERY_RANDOM_BYTES } from '../domain/second-factor.js';
import type { Role } from '../domain/roles.js';

export interface SecondFactor {
  readonly id: string;
  readonly secret: Buffer;
  /** ISO 8601; null until its first code is confirmed. */
  readonly enrolledAt: string | null;
  readonly lastStep: number | null;
}

/** The second factor of an account, even if it is not enrolled yet. */
export async function findSecondFactor(work: UnitOfWork, accountId: string): Promise<SecondFactor | undefined> {
  const [row] = await work.sql<Omit<SecondFactor, 'lastStep'> & { lastStep: string | null }>(
    `select id, secret, enrolled_at as "enrolledAt", last_step::text as "lastStep"
     from accounts.second_factor where official_id = $1 and ended_at is null`,
    [accountId],
  );
  return row && { ...row, lastStep: row.lastStep === null ? null : Number(row.lastStep) };
}

/** Whether a role requires a second factor. */
export async function isMandatory(work: UnitOfWork, role: Role): Promise<boolean> {
  const [rule] = await work.sql<{ mandatory: boolean }>(
    `select mandatory from accounts.second_factor_rule where role = $1`,
    [role],
  );
  return rule?.mandatory === true;
}

export function decryptSecret(
  cipher: FieldCipher,
  { id, secret }: Pick<SecondFactor, 'id' | 'secret'>,
): Promise<string> {
  return cipher.decryptText(secret, secretContext(id));
}

/** Cipher context of the secret. */
export function secretContext(secondFactorId: string): string {
  return `accounts.second_factor.secret:${secondFactorId}`;
}

export function hashRecoveryCode(hash: KeyedHash, secondFactorId: string, code: string): Promise<Buffer> {
  return hash.digest('accounts.recovery-code', [secondFactorId, code]);
}

/** Makes the recovery codes of a second factor; earlier ones stop working. Only their hashes are stored. */
export async function replaceRecoveryCodes(
  work: UnitOfWork,
  hash: KeyedHash,
  secondFactorId: string,
  now: Date,
): Promise<string[]> {
  await work.sql(`update accounts.recovery_code set used_at = $2 where second_factor_id = $1 and used_at is null`, [
    secondFactorId,
    now,
  ]);
  const codes = makeRecoveryCodes(randomBuffer(RECOVERY_RANDOM_BYTES));
  for (const code of codes) {
    await work.sql(`insert into accounts.recovery_code (code_hash, second_factor_id) values ($1, $2)`, [
      await hashRecoveryCode(hash, secondFactorId, normaliseRecoveryCode(code) ?? ''),
      secondFactorId,
    ]);
  }
  return codes;
}
