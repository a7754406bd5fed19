/**
 * The part of an error message that is safe to log. Driver and MikroORM messages quote values, so the message is
 * cut at the first quote or bracket.
 */
export function safeMessage(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  return `${error.name}: ${(error.message.split(/["'`([{\n]/)[0] ?? '').slice(0, 200)}`.trim();
}

/** {@link safeMessage} with the stack frames, for unexpected failures. */
export function safeStack(error: unknown): string {
  const frames = error instanceof Error ? (error.stack?.match(/^\s+at .+$/gm) ?? []) : [];
  return [safeMessage(error), ...frames].join('\n');
}
