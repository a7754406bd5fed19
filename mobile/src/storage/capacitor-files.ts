import type { FilesystemPlugin } from '@capacitor/filesystem';
import type { Files } from './files.js';

/** The plugin's folders: on iOS the one excluded from backups; on Android the manifest disables backups. */
const FOLDERS = { ios: 'LIBRARY_NO_CLOUD', android: 'DATA' } as const;
const ROOT = 'apoyo-ciudadano';
/** Bytes per `String.fromCharCode` call: one argument per byte would overflow the stack. */
const CHUNK = 0x6000;

type Plugin = Pick<FilesystemPlugin, 'writeFile' | 'readFile' | 'rename' | 'deleteFile' | 'readdir' | 'stat'>;

/**
 * The phone's files, through @capacitor/filesystem. Calls `stat` first: errors for missing files differ by platform.
 */
export class CapacitorFiles implements Files {
  readonly #directory: (typeof FOLDERS)[keyof typeof FOLDERS];

  constructor(
    private readonly plugin: Plugin,
    platform: keyof typeof FOLDERS,
  ) {
    this.#directory = FOLDERS[platform];
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    await this.plugin.writeFile({ ...this.#at(path), data: encode(bytes), recursive: true });
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    if (!(await this.#exists(path))) return undefined;
    const { data } = await this.plugin.readFile(this.#at(path));
    return typeof data === 'string' ? decode(data) : new Uint8Array(await data.arrayBuffer());
  }

  async rename(from: string, to: string): Promise<void> {
    const directory = this.#directory as never;
    await this.plugin.rename({ from: `${ROOT}/${from}`, to: `${ROOT}/${to}`, directory, toDirectory: directory });
  }

  async remove(path: string): Promise<void> {
    if (await this.#exists(path)) await this.plugin.deleteFile(this.#at(path));
  }

  async list(folder: string): Promise<string[]> {
    if (!(await this.#exists(folder))) return [];
    const { files } = await this.plugin.readdir(this.#at(folder));
    return files.map(({ name }) => name);
  }

  async #exists(path: string): Promise<boolean> {
    try {
      await this.plugin.stat(this.#at(path));
      return true;
    } catch {
      return false;
    }
  }

  #at(path: string): { path: string; directory: never } {
    return { path: `${ROOT}/${path}`, directory: this.#directory as never };
  }
}

function encode(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

function decode(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
