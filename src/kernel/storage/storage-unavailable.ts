/** Errors of a disk that is full, damaged, read-only or missing, and of a process that has run out of file handles. */
const CODE = /^(EACCES|EDQUOT|EFBIG|EIO|EMFILE|ENFILE|ENODEV|ENOSPC|ENOTDIR|ENXIO|EROFS|ESTALE)$/;

/** Whether an error, or one of its causes, means that the blob store or a disk of this process fails. */
export function isStorageUnavailable(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof code === 'string' && CODE.test(code)) return true;
  return cause !== undefined && cause !== error && isStorageUnavailable(cause);
}
