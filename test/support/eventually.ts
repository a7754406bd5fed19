/** Less than Jest's timeout of a minute, so that the error names what did not happen. */
const WITHIN_MS = 50_000;
const PAUSE_MS = 10;

/**
 * Polls until the answer is neither `undefined` nor `false`. The limit is a time, not a number of attempts, because a
 * busy machine is slow.
 * @throws Error that names `what` after 50 s.
 */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false>,
): Promise<Answer> {
  const until = performance.now() + WITHIN_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > until) throw new Error(`timed out waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
