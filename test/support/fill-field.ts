import type { Locator } from 'playwright-core';

/**
 * Fills a field.
 * @throws Error if the field does not exist or has a different value afterwards.
 */
export async function fillField(field: Locator, value: string): Promise<void> {
  await field.fill(value);
  const held = await field.inputValue();
  if (asTyped(held) !== asTyped(value))
    throw new Error(`${String(field)} holds '${held}' after '${value}' was filled in`);
}

/** Forms group identifiers and convert them to upper case during typing. */
function asTyped(text: string): string {
  return text.replace(/\s/g, '').toUpperCase();
}
