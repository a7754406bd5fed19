import { afterAll, beforeAll } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { AppScene } from './app-scene.js';
import { launchBrowser } from './browser.js';

/** Scene and browser of one `describe` block or file: opened before its first test, closed after its last. */
export interface AppInBrowser {
  readonly scene: AppScene;
  readonly browser: Browser;
}

/** Call it in a `describe` block or at the top level of a file. The properties are set only when the tests run. */
export function appInBrowser(): AppInBrowser {
  const opened = {} as { scene: AppScene; browser: Browser };
  beforeAll(async () => {
    opened.browser = await launchBrowser();
    opened.scene = await AppScene.open();
  });
  afterAll(async () => {
    await opened.browser.close();
    await opened.scene.close();
  });
  return opened;
}
