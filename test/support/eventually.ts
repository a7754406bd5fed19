/** Below the minute that Jest gives a case, so that what did not come is named. */
const WITHIN_MS = 50_000;
const PAUSE_MS = 10;

/**
 * Asks again until the answer is neither `undefined` nor `false`: bounded by time, for how often somebody looks says
 * nothing about how long a busy machine takes. @throws Error naming what did not come within 50 s.
 */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false>,
): Promise<Answer> {
  const until = performance.now() + WITHIN_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > until) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
