/** Without a timeout, a connection to Redis or a read from a failing disk could wait forever. */
const TIMEOUT_MS = 5000;

/** @throws an error with the code `timeout` if `work` takes more than five seconds. */
export async function withinTimeout<Result>(work: () => Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error('no answer in time'), { code: 'timeout' }));
    }, TIMEOUT_MS);
  });
  try {
    return await Promise.race([work(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
