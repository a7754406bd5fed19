import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../../kernel/clock/clock.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { FieldCipher } from '../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../kernel/crypto/keyed-hash.js';
import { randomToken, constantTimeEqual } from '../../kernel/crypto/random.js';
import { identitySchema, type SignInIdentity } from './sign-in-tickets.js';

const ATTEMPT_TTL_MS = 10 * 60_000;
const CODE_TTL_MS = 2 * 60_000;

export type SignInFlow =
  | {
      readonly flow: 'app';
      readonly challenge: string;
      readonly appState: string;
      /** Started by the packaged app; the redirect goes to its own URL scheme. */
      readonly toPackagedApp: boolean;
    }
  | { readonly flow: 'portal' };

export type ProviderName = SignInIdentity['provider'];

interface AttemptRow {
  readonly flow: 'app' | 'portal';
  readonly challenge: string;
  readonly app_state: string;
  readonly to_package: boolean;
}

/** State of a sign-in between redirects. Tokens are stored as digests, work once and expire soon. */
@Injectable()
export class SignInRecords {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
    private readonly cipher: FieldCipher,
  ) {}

  /** @returns the `state` for the provider, bound to the browser that holds `browser`. */
  async start(provider: ProviderName, flow: SignInFlow, browser: string): Promise<string> {
    await this.#sql('delete from sign_in.attempt where expires_at < ?', [this.clock.now()]);
    const token = randomToken();
    await this.#sql(
      `insert into sign_in.attempt (state_digest, browser_digest, provider, flow, challenge, app_state, to_package, expires_at)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        sha256(token),
        sha256(browser),
        provider,
        flow.flow,
        flow.flow === 'app' ? flow.challenge : null,
        flow.flow === 'app' ? flow.appState : null,
        flow.flow === 'app' && flow.toPackagedApp,
        this.#fromNow(ATTEMPT_TTL_MS),
      ],
    );
    return `${token}.${await this.#signature(provider, token)}`;
  }

  /**
   * Consumes a `state`.
   * @returns undefined if it was not issued here, is from another browser, was used or has expired.
   */
  async finish(provider: ProviderName, state: string, browser: string): Promise<SignInFlow | undefined> {
    const [token = '', signature = ''] = state.split('.');
    if (!constantTimeEqual(Buffer.from(await this.#signature(provider, token)), Buffer.from(signature)))
      return undefined;
    const [attempt] = await this.#sql<AttemptRow>(
      `delete from sign_in.attempt where state_digest = ? and browser_digest = ? and provider = ? and expires_at >= ?
       returning flow, challenge, app_state, to_package`,
      [sha256(token), sha256(browser), provider, this.clock.now()],
    );
    if (!attempt) return undefined;
    return attempt.flow === 'portal'
      ? { flow: 'portal' }
      : { flow: 'app', challenge: attempt.challenge, appState: attempt.app_state, toPackagedApp: attempt.to_package };
  }

  /** @returns a one-time code for the app, which only works with the verifier of `challenge` (RFC 7636, S256). */
  async issueCode(identity: SignInIdentity, challenge: string): Promise<string> {
    await this.#sql('delete from sign_in.code where expires_at < ?', [this.clock.now()]);
    const code = randomToken();
    const digest = sha256(code);
    await this.#sql('insert into sign_in.code (code_digest, challenge, identity, expires_at) values (?, ?, ?, ?)', [
      digest,
      challenge,
      await this.cipher.encrypt(JSON.stringify(identity), context(digest)),
      this.#fromNow(CODE_TTL_MS),
    ]);
    return code;
  }

  /** Consumes a code, even if the verifier is wrong. */
  async redeemCode(code: string, verifier: string): Promise<SignInIdentity | undefined> {
    const digest = sha256(code);
    const [row] = await this.#sql<{ challenge: string; identity: Buffer; expires_at: Date | string }>(
      'delete from sign_in.code where code_digest = ? returning challenge, identity, expires_at',
      [digest],
    );
    if (!row || new Date(row.expires_at) < this.clock.now()) return undefined;
    const challenge = Buffer.from(sha256(verifier).toString('base64url'));
    if (!constantTimeEqual(challenge, Buffer.from(row.challenge))) return undefined;
    return identitySchema.parse(JSON.parse(await this.cipher.decryptText(row.identity, context(digest))));
  }

  #signature(provider: ProviderName, token: string): Promise<string> {
    return this.hash.digest('sign-in.state', [provider, token]).then((digest) => digest.toString('base64url'));
  }

  #fromNow(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }

  #sql<Row extends object>(text: string, params: readonly unknown[]): Promise<Row[]> {
    return this.em.fork().execute<Row[]>(text, [...params]);
  }
}

function context(digest: Buffer): string {
  return `sign_in.code.identity:${digest.toString('hex')}`;
}
