import { afterAll, beforeAll } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { AppScene } from './app-scene.js';
import { launchBrowser } from './browser.js';

/** The scene and the browser of one `describe`, open before its first test and closed after its last. */
export interface AppInBrowser {
  readonly scene: AppScene;
  readonly browser: Browser;
}

/** To be called in a `describe`; what it answers may be used in its tests. */
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
