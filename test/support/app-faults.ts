/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { brokenWords } from './broken-words.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const SIZES = [
  { width: 320, height: 568 },
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
] as const;

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/**
 * Finds accessibility and layout faults of the app's current screen: on a narrow phone, a typical phone and a tablet,
 * in light and dark mode, and with text at twice the size, which must break no word.
 * If SHOTS names a folder, saves a screenshot at each width there; `name` is the start of the file name.
 */
export async function appFaults(page: Page, name: string): Promise<unknown[]> {
  const before = page.viewportSize() ?? { width: 390, height: 844 };
  await page.evaluate(AXE);
  const faults: unknown[] = [];
  for (const { width, height } of SIZES) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(settled);
      const { violations } = await page.evaluate<AxeResult>('axe.run()');
      faults.push(...violations.map(({ id, nodes }) => [name, width, colorScheme, id, nodes[0]?.html]));
    }
    await page.emulateMedia({ colorScheme: 'light' });
    for (const textSize of ['200%', '']) {
      const overflow = await page.evaluate(overflowAt, textSize);
      if (overflow > 0) faults.push([name, width, textSize, `wider than its container by ${String(overflow)} px`]);
      if (width >= 390)
        faults.push(...(await brokenWords(page)).map((word) => [name, width, textSize, 'broken', word]));
    }
    const folder = process.env['SHOTS'];
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}-${String(width)}.png`) });
  }
  await page.setViewportSize(before);
  return faults;
}

/**
 * Finds out whether an element is wholly in view and large enough on a phone that is held sideways, also with text at
 * twice the size. Saves screenshots like {@link appFaults}.
 */
export async function sidewaysFaults(page: Page, name: string, selector: string): Promise<unknown[]> {
  const before = page.viewportSize() ?? { width: 390, height: 844 };
  await page.setViewportSize({ width: 844, height: 390 });
  const faults: unknown[] = [];
  for (const [textSize, least] of [
    ['200%', 130],
    ['', 190],
  ] as const) {
    await page.evaluate((size) => (document.documentElement.style.fontSize = size), textSize);
    await page.evaluate(settled);
    const { hidden, height } = await page.evaluate(partInView, selector);
    if (hidden > 0 || height < least) faults.push([name, 'sideways', textSize, { hidden, height }]);
    const folder = process.env['SHOTS'];
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}-sideways${textSize}.png`) });
  }
  await page.setViewportSize(before);
  return faults;
}

/**
 * Finds out whether an element is wholly in view on a phone whose page is enlarged to twice its size. Saves a screenshot
 * like {@link appFaults}.
 */
export async function enlargedFaults(page: Page, name: string, selector: string): Promise<unknown[]> {
  const before = page.viewportSize() ?? { width: 390, height: 844 };
  await page.setViewportSize({ width: 195, height: 422 });
  await page.evaluate(settled);
  await page.evaluate((each) => {
    document.querySelector(each)?.scrollIntoView({ block: 'center' });
  }, selector);
  const { hidden } = await page.evaluate(partInView, selector);
  const overflow = await page.evaluate(overflowAt, '');
  const folder = process.env['SHOTS'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}-enlarged.png`) });
  await page.setViewportSize(before);
  return hidden > 0 || overflow > 0 ? [[name, 'enlarged', { hidden, overflow }]] : [];
}

/** Runs in the page: the height of an element, and how much of it is outside the scrolled area. */
function partInView(selector: string): { readonly hidden: number; readonly height: number } {
  const [view, box] = ['ion-content', selector].map((each) => document.querySelector(each)?.getBoundingClientRect());
  if (!view || !box) throw new Error(`nothing matches ${selector}`);
  const shown = Math.min(view.bottom, box.bottom, innerHeight) - Math.max(view.top, box.top);
  return { hidden: Math.round(box.height - shown), height: Math.round(box.height) };
}

/**
 * Runs in the page: sets the text size and returns by how many pixels the content overflows. Does not reset the size.
 */
function overflowAt(textSize: string): number {
  document.documentElement.style.fontSize = textSize;
  // Ionic scrolls the content in a shadow root, so its own overflow does not reach the document.
  const parts = [document.documentElement, ...Array.from(document.querySelectorAll('.bar, .steps, .body, ion-footer'))];
  return Math.max(...parts.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
}

/** Runs in the page: waits until it is rendered and no animation is running, including in Ionic's shadow roots. */
async function settled(): Promise<void> {
  await new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
  const inner = Array.from(document.querySelectorAll('*')).flatMap(({ shadowRoot }) => shadowRoot ?? []);
  const moving = [document, ...inner].flatMap((root) => root.getAnimations());
  const ending = moving.filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
  await Promise.all(ending.map(({ finished }) => finished.catch(() => undefined)));
}
