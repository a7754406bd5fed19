/// <reference lib="dom" />
// Loads the app's sealing code into a page of the app, so that a test can create many records without its screens.
import type { Page } from 'playwright-core';
import { pageCode } from './page-code.js';

export interface SealedInPage {
  readonly folio: string;
  readonly integrityCode: string;
}

/**
 * Seals `count` supports with the app's `storeSupport` into the storage of the app, under the password.
 * @param marker is contained in each of their images and in the citizen's e-mail.
 */
export async function sealInPage(page: Page, password: string, count: number, marker: string): Promise<SealedInPage[]> {
  await page.evaluate(await pageCode('sealing-page.entry.mjs'));
  return page.evaluate(
    ([secret, number, mark]) =>
      (globalThis as unknown as { seal: (...args: unknown[]) => Promise<SealedInPage[]> }).seal(secret, number, mark),
    [password, count, marker] as const,
  );
}
