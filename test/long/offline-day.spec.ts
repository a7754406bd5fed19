import { describe, expect, it } from '@jest/globals';
import { findPerson } from '../builders/index.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { runOfflineDay } from '../support/offline-day.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'G', 500);
/** OFFLINE_SEED selects other network failures. */
const seed = Number(process.env['OFFLINE_SEED'] ?? '50');
const DAY = { onScreens: 4, inPage: 46, seed };

describe('fifty supports captured offline and sent over an unreliable network (§8.12–8.13, §10.1, §10.4)', () => {
  const app = appInBrowser();

  it('are each on the server exactly once, and none remains on the phone', async () => {
    const { sealed, received, receipted, left, outcomes } = await runOfflineDay(app.browser, app.scene, citizen, DAY);
    console.info(`seed ${String(seed)}: ${JSON.stringify(Object.fromEntries(outcomes))}`);
    expect(sealed.size).toBe(50);
    expect(received).toEqual([...sealed].sort());
    expect([...receipted].sort()).toEqual([...sealed].sort());
    expect([left['records'], left['containers'], left['heads'], left['tombstones']]).toEqual([[], [], [], []]);
    // Every kind of network failure occurred.
    expect(outcomes.size).toBe(10);
  }, 900_000);
});
