/// <reference lib="dom" />
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, CDPSession } from 'playwright-core';
import { enlargedFaults, sidewaysFaults } from '../support/app-faults.js';
import { AppScene } from '../support/app-scene.js';
import { launchBrowser } from '../support/browser.js';
import { Phone, phoneContext } from '../support/phone.js';

const LONG = 240_000;

interface Touch {
  readonly id: number;
  /** Share of the pad's width and height. */
  readonly x: number;
  readonly y: number;
}

describe('the signature pad (§7.3, §8.10)', () => {
  let scene: AppScene;
  let browser: Browser;
  let context: BrowserContext;
  let phone: Phone;
  let touchScreen: CDPSession;

  beforeAll(async () => {
    browser = await launchBrowser();
    scene = await AppScene.open();
    context = await phoneContext(browser, { serviceWorkers: 'block' });
    phone = await Phone.open(context, scene);
    touchScreen = await context.newCDPSession(phone.page);
    const auxiliary = await scene.newAuxiliary();
    await phone.press(/^Registro de Auxiliar/);
    await phone.signsIn(auxiliary);
    await phone.identifies(auxiliary.person);
    await phone.seesTitle('Su firma');
  }, LONG);
  beforeEach(async () => {
    await phone.page.setViewportSize({ width: 390, height: 844 });
    const clear = phone.page.getByRole('button', { name: 'Borrar y firmar de nuevo' });
    if (await clear.isEnabled()) await clear.click();
  });
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  const pad = () => phone.page.getByRole('img', { name: 'Recuadro para firmar' });
  /** Dispatches a touch event with all contacts that are currently on the screen. */
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel', touches: readonly Touch[]) => {
    const box = await pad().boundingBox();
    if (!box) throw new Error('no pad');
    await touchScreen.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: touches.map(({ id, x, y }) => ({ id, x: box.x + box.width * x, y: box.y + box.height * y })),
    });
  };
  const FINGER = Array.from({ length: 12 }, (_, i) => ({ id: 0, x: 0.1 + i * 0.05, y: 0.2 + 0.05 * (i % 3) }));
  const PALM = { id: 1, x: 0.8, y: 0.9 };
  const THIRD = { id: 2, x: 0.4, y: 0.85 };
  /** Draws the finger's stroke; from its third point on, the other contacts rest on the pad. */
  const sign = async (...others: readonly Touch[]): Promise<void> => {
    const [first, second, ...rest] = FINGER as [Touch, Touch, ...Touch[]];
    await touch('touchStart', [first]);
    await touch('touchMove', [second]);
    for (const [i] of others.entries()) await touch('touchStart', [second, ...others.slice(0, i + 1)]);
    for (const [i, point] of rest.entries())
      await touch('touchMove', [point, ...others.map((other) => ({ ...other, x: other.x + 0.002 * (i % 2) }))]);
    await touch('touchEnd', []);
  };
  /** The cells of a 20-pixel grid over the pad that contain ink. */
  const drawn = () =>
    pad().evaluate((canvas) => {
      const { data, width } =
        (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, 900, 420) ?? new ImageData(1, 1);
      const inked: string[] = [];
      for (let i = 0; i < data.length; i += 4)
        if ((data[i] ?? 255) < 128) {
          const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)];
          inked.push(`${String(Math.floor(x / 20))},${String(Math.floor(y / 20))}`);
        }
      return [...new Set(inked)].sort();
    });

  it('draws only the stroke of the first contact', async () => {
    await sign();
    const alone = await drawn();
    expect(alone.length).toBeGreaterThan(10);
    await phone.press('Borrar y firmar de nuevo');
    await sign(PALM, THIRD);
    expect(await drawn()).toEqual(alone);
    await phone.page.getByText(/^Solo se dibuja con un dedo a la vez/).waitFor();
  });

  it('drops a stroke that the system interrupts, and keeps the earlier ones', async () => {
    await sign();
    const before = await drawn();
    await touch('touchStart', [{ id: 0, x: 0.2, y: 0.8 }]);
    await touch('touchMove', [{ id: 0, x: 0.8, y: 0.8 }]);
    await touch('touchCancel', []);
    await phone.page.getByText(/^El último trazo se interrumpió/).waitFor();
    expect(await drawn()).toEqual(before);
    await touch('touchStart', [{ id: 0, x: 0.2, y: 0.9 }]);
    await touch('touchMove', [{ id: 0, x: 0.8, y: 0.9 }]);
    await touch('touchEnd', []);
    expect((await drawn()).length).toBeGreaterThan(before.length);
  });

  it('keeps the drawing when the phone is rotated, and remains in view', async () => {
    await sign();
    const upright = await drawn();
    expect(await sidewaysFaults(phone.page, 'firma', '.pad')).toEqual([]);
    expect(await enlargedFaults(phone.page, 'firma', '.pad')).toEqual([]);
    await phone.page.setViewportSize({ width: 844, height: 390 });
    expect(await drawn()).toEqual(upright);
    await phone.press('Borrar y firmar de nuevo');
    await sign(PALM);
    expect(await drawn()).toEqual(upright);
  });
});
