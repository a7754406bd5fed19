/** The file system that {@link FileVault} needs; paths are relative to the app's own folder. */
export interface Files {
  /** Writes a new file; the path must not exist. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** @returns undefined if the file does not exist. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** The new name must not exist. */
  rename(from: string, to: string): Promise<void>;
  /** Does nothing if the file does not exist. */
  remove(path: string): Promise<void>;
  /** Names in a folder; empty if the folder does not exist. */
  list(folder: string): Promise<string[]>;
}
