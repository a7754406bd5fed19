import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { findPerson } from '../builders/index.js';
import { AppScene } from '../support/app-scene.js';
import { launchBrowser } from '../support/browser.js';
import { playOffLineDay } from '../support/off-line-day.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
/** The whole day, with fifty, is of the long tier. */
const DAY = { onScreens: 1, inPage: 11, seed: 20270115 };

describe('a day without a connection and its evening on a bad line (§8.12, §8.13, §10.1–10.4)', () => {
  let scene: AppScene;
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
    scene = await AppScene.open();
  });
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  it('ends with exactly the sealed records on the server, once, and none on the telephone', async () => {
    const { sealed, received, receipted, left, befell } = await playOffLineDay(browser, scene, citizen, DAY);
    console.info(`seed ${String(DAY.seed)}: ${JSON.stringify(Object.fromEntries(befell))}`);
    expect(sealed.size).toBe(DAY.onScreens + DAY.inPage);
    expect(received).toEqual([...sealed].sort());
    expect([...receipted].sort()).toEqual([...sealed].sort());
    expect([left['records'], left['containers'], left['heads'], left['tombstones']]).toEqual([[], [], [], []]);
    // A line that spoils nothing would prove nothing.
    const spoilt = [...befell].filter(([fate]) => fate !== 'passes').reduce((sum, [, times]) => sum + times, 0);
    expect(spoilt).toBeGreaterThan(5);
  }, 240_000);
});
