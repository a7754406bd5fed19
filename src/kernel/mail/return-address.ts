import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/config.js';
import { KeyedHash } from '../crypto/keyed-hash.js';

const PREFIX = 'rebote+';
/** Base 32 (RFC 4648), because mail servers may change the case of a local part. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const TOKEN_BYTES = 20;

/**
 * One return address per message (VERP, decision 42), so that a bounce identifies the message without personal data.
 * The token is a keyed digest of the Message-ID, so that only those who saw the envelope can report a bounce.
 */
@Injectable()
export class ReturnAddresses {
  constructor(
    private readonly hash: KeyedHash,
    private readonly config: AppConfig,
  ) {}

  async tokenOf(messageId: string): Promise<Buffer> {
    return (await this.hash.digest('mail.return', [messageId])).subarray(0, TOKEN_BYTES);
  }

  addressOf(token: Uint8Array): string {
    return `${PREFIX}${encode(token)}@${this.config.mailReturnDomain}`;
  }
}

/** The distinct tokens in the text of a notification. */
export function tokensIn(text: string): Buffer[] {
  const found = [...text.matchAll(/rebote\+([a-z2-7]{32})@/gi)].map(([, token = '']) => token.toLowerCase());
  return [...new Set(found)].map(decode);
}

function encode(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET.charAt(parseInt(five, 2))).join('');
}

function decode(text: string): Buffer {
  const bits = [...text].map((character) => ALPHABET.indexOf(character).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
