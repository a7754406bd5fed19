import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Width of a letter page between its margins, in CSS pixels. */
const PAPER_WIDTH = 702;

const FIND = `(() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const nameOf = (element) => element.tagName.toLowerCase() + ' ' + element.textContent.trim().slice(0, 40);
  const faults = [];
  for (const element of document.querySelectorAll('nav:not(:has(.filters)), .button, button:not(.filter-chip), ion-button, .site-footer')) {
    if (shown(element)) faults.push('printed: ' + nameOf(element));
  }
  for (const table of document.querySelectorAll('table')) {
    if (!shown(table)) continue;
    const styleOf = (selector) => { const found = table.querySelector(selector); return found && getComputedStyle(found); };
    if (getComputedStyle(table).display !== 'table') faults.push('not a table: ' + nameOf(table));
    const head = styleOf('thead');
    if (head && (head.display !== 'table-header-group' || head.position !== 'static')) faults.push('heading not repeated');
    const row = styleOf('tbody tr');
    if (row && row.breakInside !== 'avoid') faults.push('rows are divided between pages');
  }
  for (const element of document.querySelectorAll('main *, ion-content *')) {
    if (element.closest('svg, img, input, select, textarea, progress, meter') || !shown(element)) continue;
    const { color, backgroundColor } = getComputedStyle(element);
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (words && !/^rgba?\\(0, 0, 0/.test(color)) faults.push('not black: ' + color + ' ' + nameOf(element));
    if (!/^(rgb\\(255, 255, 255\\)|rgba\\(.*, 0\\))$/.test(backgroundColor)) faults.push('ground: ' + nameOf(element));
  }
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) faults.push('wider than the paper by ' + wide + ' px');
  return faults;
})()`;

/**
 * What is wrong with the current page on paper, also for someone who uses the dark theme. Saves it as a PDF for review if
 * PRINTS names a folder.
 */
export async function printFaults(page: Page): Promise<string[]> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: PAPER_WIDTH, height: 900 });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const faults = await page.evaluate<string[]>(FIND);
  const folder = process.env['PRINTS'];
  if (folder !== undefined) {
    const name = new URL(page.url()).pathname.replaceAll('/', '_');
    await page.pdf({ path: join(folder, `${name}.pdf`), preferCSSPageSize: true });
  }
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  if (before) await page.setViewportSize(before);
  return [...new Set(faults)];
}
