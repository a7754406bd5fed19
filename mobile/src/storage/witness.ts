const KEY = 'apoyo-ciudadano-testigo';

/** What is stored; small, and no data about citizens. */
interface Notes {
  /** By device: the lowest counter that it has not used. */
  readonly counters: Readonly<Record<string, number>>;
  /** Folios that were shown to the user and have no response from the server yet. */
  readonly unsent: readonly string[];
}

const NOTHING: Notes = { counters: {}, unsent: [] };

type TextStore = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * Notes about the vault in another store (localStorage), from which the app sees that the vault was deleted, evicted or
 * replaced by an older copy. It may itself be missing or outdated, so it can prove a loss but never the absence of one.
 */
export class Witness {
  constructor(private readonly store: TextStore | undefined = pageStore()) {}

  /** The lowest counter that the device has not used, as far as is known; 0 if nothing is known. */
  nextCounter(deviceId: string): number {
    return this.#read().counters[deviceId] ?? 0;
  }

  raiseCounter(deviceId: string, next: number): void {
    const notes = this.#read();
    if (next <= (notes.counters[deviceId] ?? 0)) return;
    this.#write({ ...notes, counters: { ...notes.counters, [deviceId]: next } });
  }

  unsent(): readonly string[] {
    return this.#read().unsent;
  }

  add(folios: readonly string[]): void {
    const notes = this.#read();
    const unsent = new Set([...notes.unsent, ...folios]);
    if (unsent.size > notes.unsent.length) this.#write({ ...notes, unsent: [...unsent] });
  }

  remove(folios: readonly string[]): void {
    const notes = this.#read();
    const gone = new Set(folios);
    const unsent = notes.unsent.filter((folio) => !gone.has(folio));
    if (unsent.length < notes.unsent.length) this.#write({ ...notes, unsent });
  }

  #read(): Notes {
    try {
      return parseNotes(JSON.parse(this.store?.getItem(KEY) ?? 'null'));
    } catch {
      return NOTHING;
    }
  }

  /** Never fails: a capture must not depend on the witness. */
  #write(notes: Notes): void {
    try {
      this.store?.setItem(KEY, JSON.stringify(notes));
    } catch {
      // The store is full or disabled; the vault is unaffected.
    }
  }
}

function parseNotes(value: unknown): Notes {
  if (typeof value !== 'object' || value === null) return NOTHING;
  const { counters, unsent } = value as Partial<Record<keyof Notes, unknown>>;
  return {
    counters: typeof counters === 'object' && counters !== null ? (counters as Notes['counters']) : {},
    unsent: Array.isArray(unsent) ? unsent.filter((one) => typeof one === 'string') : [],
  };
}

/** Undefined if the browser denies access to it. */
function pageStore(): TextStore | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
