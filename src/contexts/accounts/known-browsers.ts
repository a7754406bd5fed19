import { Injectable } from '@nestjs/common';
import { normaliseEmail } from '#electoral/normalise';
import type { Request, Response } from 'express';
import { AppConfig } from '../../kernel/config/config.js';
import { KeyedHash } from '../../kernel/crypto/keyed-hash.js';
import { constantTimeEqual, randomBuffer } from '../../kernel/crypto/random.js';

const COOKIE = 'apoyo_navegador';
const LIFETIME_MS = 180 * 24 * 3_600_000;
/** Maximum number of accounts that one browser remembers. */
const MAX_TOKENS = 5;
/** 16 random bytes and a 32-byte MAC, base64url. */
const TOKEN = /^([\w-]{22})([\w-]{43})$/;

/**
 * Recognises, by a cookie, browsers in which an account has signed in before. Wrong passwords from these are counted
 * separately from those of other browsers, so that no one can lock an official out. The cookie alone gives no access.
 */
@Injectable()
export class KnownBrowsers {
  constructor(
    private readonly hash: KeyedHash,
    private readonly config: AppConfig,
  ) {}

  /** @returns the id of the browser, or undefined if the account has not signed in there. */
  async find(request: Request, account: string): Promise<string | undefined> {
    for (const token of tokensOf(request)) {
      const [, id = '', mac = ''] = TOKEN.exec(token) ?? [];
      if (constantTimeEqual(Buffer.from(mac), Buffer.from(await this.#mac(id, account)))) return id;
    }
    return undefined;
  }

  /** Call after a complete sign-in. */
  async remember(request: Request, response: Response, account: string): Promise<void> {
    if ((await this.find(request, account)) !== undefined) return;
    const id = randomBuffer(16).toString('base64url');
    const tokens = [`${id}${await this.#mac(id, account)}`, ...tokensOf(request)].slice(0, MAX_TOKENS);
    response.cookie(COOKIE, tokens.join('.'), {
      path: '/admin',
      httpOnly: true,
      sameSite: 'strict',
      secure: this.config.publicUrl.startsWith('https:'),
      maxAge: LIFETIME_MS,
    });
  }

  async #mac(id: string, account: string): Promise<string> {
    const parts = [id, normaliseEmail(account)];
    return (await this.hash.digest('accounts.known-browser', parts)).toString('base64url');
  }
}

function tokensOf(request: Request): string[] {
  const found = (request.headers.cookie ?? '').split(/;\s*/).find((pair) => pair.startsWith(`${COOKIE}=`));
  return (found?.slice(COOKIE.length + 1) ?? '')
    .split('.')
    .filter((token) => TOKEN.test(token))
    .slice(0, MAX_TOKENS);
}
