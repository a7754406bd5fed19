import { describe, expect, it } from '@jest/globals';
import { appFaults } from '../support/app-faults.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { phoneContext } from '../support/phone.js';

describe('a package built without its root key (decision 22)', () => {
  const app = appInBrowser();

  it('shows a notice instead of the app and sends the server no requests', async () => {
    const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
    // As Capacitor does in a package. The build under test is that of the web app, without a root key.
    await context.addInitScript(() => {
      Object.assign(globalThis, { Capacitor: { isNativePlatform: () => true, getPlatform: () => 'android' } });
    });
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/')) asked.push(pathname);
    });
    await page.goto(`${app.scene.base}/app/`);
    await page.getByRole('heading', { name: 'Esta aplicación no está completa' }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(asked).toEqual([]);
    expect(await appFaults(page, 'package')).toEqual([]);
    await context.close();
  }, 150_000);
});
