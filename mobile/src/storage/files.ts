/** As much of a file system as {@link FileVault} needs; paths are relative to a folder of the app's own. */
export interface Files {
  /** Writes a whole new file; never over one that is there. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** @returns undefined when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** To a name that is not taken. */
  rename(from: string, to: string): Promise<void>;
  /** None is no fault. */
  remove(path: string): Promise<void>;
  /** Names in a folder; none when there is no such folder. */
  list(folder: string): Promise<string[]>;
}
