import { Injectable } from '@nestjs/common';
import { normaliseEmail } from '#electoral/normalise';
import { adminShellActor } from '../../../admin/session.js';
import { hashPassword, verifyPassword } from '../../../kernel/crypto/password.js';
import { randomToken } from '../../../kernel/crypto/random.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { BeginSignIn } from '../commands/begin-sign-in.js';
import { SetPassword } from '../commands/set-password.js';
import { SignInOfficial, type SignInResult } from '../commands/sign-in-official.js';
import { PasswordQueue } from '../password-queue.js';
import type { SignInAttempt } from '../persistence/throttle.js';
import { CheckNewPassword } from '../queries/check-new-password.js';

/**
 * Hashes passwords outside any transaction, because a hash takes longer than a hundred statements. One transaction
 * counts the attempt before the hash; another one checks afterwards that the stored hash has not changed.
 */
@Injectable()
export class OfficialPasswords {
  #dummyHash: Promise<string> | undefined;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly queue: PasswordQueue,
  ) {}

  /**
   * Takes the same time for unknown accounts as for known ones.
   * @throws DomainError ACCOUNTS.SIGN_IN_BUSY if too many passwords are being checked.
   */
  signIn(attempt: SignInAttempt, password: string): Promise<SignInResult> {
    const { account, network, browser } = attempt;
    const known = browser === undefined ? undefined : normaliseEmail(account);
    return this.queue.run({ network, known }, async () => {
      const begun = await this.dispatcher.run(adminShellActor, new BeginSignIn(attempt));
      if (begun.outcome === 'locked') return begun;
      const { passwordHash } = begun;
      // An empty password counts as wrong; no stored password is a single space.
      const isCorrect = await verifyPassword(password || ' ', passwordHash ?? (await this.#dummyPasswordHash()));
      const verifiedHash = isCorrect ? passwordHash : null;
      return this.dispatcher.run(adminShellActor, new SignInOfficial({ ...attempt, verifiedHash }));
    });
  }

  /** @throws DomainError ACCOUNTS.SIGN_IN_BUSY and the errors of {@link CheckNewPassword} */
  async set(token: string, password: string, network: string): Promise<{ accountId: string; account: string }> {
    await this.dispatcher.ask(adminShellActor, new CheckNewPassword({ token, password }));
    // Only the holder of a valid link gets here.
    return this.queue.run({ network, known: token }, async () => {
      const passwordHash = await hashPassword(password);
      return this.dispatcher.run(adminShellActor, new SetPassword({ token, passwordHash }));
    });
  }

  #dummyPasswordHash(): Promise<string> {
    this.#dummyHash ??= hashPassword(randomToken());
    return this.#dummyHash;
  }
}
