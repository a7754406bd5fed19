/**
 * What of an error may stand in a log. Texts of drivers and mappers quote the values they were given, so a
 * message is cut at its first quote or bracket; the places it came through tell the rest.
 */
export function safeMessage(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  return `${error.name}: ${(error.message.split(/["'`([{\n]/)[0] ?? '').slice(0, 200)}`.trim();
}

/** {@link safeMessage} with the frames of the stack, for failures that nobody foresaw. */
export function safeStack(error: unknown): string {
  const frames = error instanceof Error ? (error.stack?.match(/^\s+at .+$/gm) ?? []) : [];
  return [safeMessage(error), ...frames].join('\n');
}
