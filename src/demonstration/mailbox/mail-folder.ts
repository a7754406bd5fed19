import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';
import type { Clock } from '../../kernel/clock/clock.js';
import { randomId } from '../../kernel/crypto/random.js';

export interface ReceivedMail {
  readonly id: string;
  readonly receivedAt: Date;
  readonly mail: ParsedMail;
}

const NAME = /^(\d{13})-[0-9a-f-]{36}\.eml$/;

/** E-mails sent in the demonstration, one file per SMTP message. Persists across restarts. */
export class MailFolder {
  readonly #parsed = new Map<string, ReceivedMail>();

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
  ) {}

  async put(raw: Buffer): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const name = `${String(this.clock.now().getTime()).padStart(13, '0')}-${randomId()}.eml`;
    const written = join(this.folder, `${name}.part`);
    await writeFile(written, raw, { mode: 0o600 });
    await rename(written, join(this.folder, name));
  }

  /** Newest first. */
  async list(limit: number): Promise<ReceivedMail[]> {
    const names = await readdir(this.folder).catch(() => [] as string[]);
    const newest = names.filter((name) => NAME.test(name)).sort((a, b) => b.localeCompare(a));
    const messages = await Promise.all(newest.slice(0, limit).map((name) => this.#read(name)));
    return messages.filter((mail) => mail !== undefined);
  }

  find(id: string): Promise<ReceivedMail | undefined> {
    return NAME.test(`${id}.eml`) ? this.#read(`${id}.eml`) : Promise.resolve(undefined);
  }

  async #read(name: string): Promise<ReceivedMail | undefined> {
    const known = this.#parsed.get(name);
    if (known) return known;
    const raw = await readFile(join(this.folder, name)).catch(() => undefined);
    const at = NAME.exec(name)?.[1];
    if (!raw || at === undefined) return undefined;
    const mail = { id: name.replace(/\.eml$/, ''), receivedAt: new Date(Number(at)), mail: await simpleParser(raw) };
    this.#parsed.set(name, mail);
    return mail;
  }
}
