import { Injectable } from '@nestjs/common';
import { FieldCipher } from '../crypto/field-cipher.js';
import { KeyedHash } from '../crypto/keyed-hash.js';
import { searchWords } from '../lists/search-text.js';

/** Names of the details in which a reason is stored. */
const ENCRYPTED = 'encryptedReason';
export const REASON_WORDS = 'reasonWords';
/** Base64url characters: 72 bits of each HMAC, so that two words of a trail practically never collide. */
const WORD_LENGTH = 12;

/** What a stored reason is bound to. */
interface ReasonOf {
  readonly stream: string;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly correlationId: string;
}

type Details = Readonly<Record<string, unknown>>;

/**
 * The reasons that people state for their actions, in the audit trail. They are free text and can name a person, so
 * they are stored encrypted; keyed hashes of their words let them be searched.
 */
@Injectable()
export class EntryReasons {
  constructor(
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  /** The details with which an entry stores its reason. */
  async encrypt(entry: ReasonOf, reason: string): Promise<Record<string, string>> {
    const encrypted = await this.cipher.encrypt(reason, contextOf(entry));
    return { [ENCRYPTED]: encrypted.toString('base64'), [REASON_WORDS]: (await this.words(reason)).join(' ') };
  }

  /** The details of an entry with its reason in plaintext, or without the reason if its key was lost. */
  async decrypt(entry: ReasonOf & { readonly details: Details }): Promise<Details> {
    const { [ENCRYPTED]: encrypted, [REASON_WORDS]: _, ...details } = entry.details;
    if (typeof encrypted !== 'string') return entry.details;
    const opened = await this.cipher.openFirst([Buffer.from(encrypted, 'base64')], (value) =>
      this.cipher.decryptText(value, contextOf(entry)),
    );
    return opened ? { ...details, reason: opened.value } : details;
  }

  /** The stored forms of the words of a reason, or of a text to search for. */
  async words(text: string): Promise<string[]> {
    const hashes = await this.hash.digestEach(
      'audit.reason-word',
      searchWords(text).map((word) => [word]),
    );
    return hashes.map((hash) => hash.toString('base64url').slice(0, WORD_LENGTH));
  }
}

const contextOf = ({ stream, action, subjectKind, subjectId, correlationId }: ReasonOf): string =>
  `kernel.audit_entry.reason:${[stream, action, subjectKind, subjectId, correlationId.toLowerCase()].join(' ')}`;
