import type { Locator } from 'playwright-core';

/** Fills a field as a person does. Fails when there is no such field, or when it then holds another value. */
export async function fillField(field: Locator, value: string): Promise<void> {
  await field.fill(value);
  const held = await field.inputValue();
  if (asTyped(held) !== asTyped(value))
    throw new Error(`${String(field)} holds '${held}' after '${value}' was filled in`);
}

/** Forms group identifiers and convert them to upper case while a person types. */
function asTyped(text: string): string {
  return text.replace(/\s/g, '').toUpperCase();
}
