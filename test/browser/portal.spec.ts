import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { brokenWords } from '../support/broken-words.js';
import { launchBrowser } from '../support/browser.js';
import { printFaults } from '../support/print-faults.js';
import { MARIA, PortalScene } from '../support/portal-scene.js';

const AXE = createRequire(import.meta.url).resolve('axe-core');
const SCREENS = [
  { width: 1366, height: 768, colorScheme: 'light' },
  { width: 1366, height: 768, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
] as const;

const FOCUSED = `(() => {
  const one = document.activeElement;
  return (one?.labels?.[0] ?? one)?.textContent.replace(/\\s+/g, ' ').trim() ?? '';
})()`;

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

describe('the portal in a browser (§6)', () => {
  let scene: PortalScene;
  let browser: Browser;
  let session: Awaited<ReturnType<BrowserContext['storageState']>>;
  let supportId: string;
  let auxiliaryPath: string;

  beforeAll(async () => {
    scene = await PortalScene.open();
    browser = await launchBrowser();
    for (const citizen of scene.citizens.slice(0, 6)) {
      ({ supportId } = await scene.support(scene.mariaId, citizen));
    }
    await scene.verdict(supportId, 'fotocopia');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  const open = async (options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => {
    const context = await browser.newContext({ baseURL: scene.base, locale: 'es-MX', ...options });
    return context.newPage();
  };
  /** Presses Tab until the named element has the focus; fails if the keyboard cannot reach it. */
  const tabTo = async (page: Page, name: RegExp | string): Promise<void> => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate<string>(FOCUSED);
      if (typeof name === 'string' ? focused.startsWith(name) : name.test(focused)) return;
    }
    throw new Error(`the keyboard does not reach ${String(name)}`);
  };

  it('lets an aspirant sign in and add an auxiliary with the keyboard alone (§5.D, §6.4)', async () => {
    const person = scene.citizens[7];
    if (!person) throw new Error('no citizen');
    const [year = '', month = '', day = ''] = person.fechaNacimiento.split('-');
    const page = await open();
    await page.goto('/');
    await tabTo(page, /Entrar al portal/);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/portal/entrar');
    await tabTo(page, 'Entrar con Google');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/authorize**');
    await tabTo(page, MARIA.name);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/portal');

    await tabTo(page, 'Agregar auxiliar');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/nuevo');
    const typed = {
      'Nombre(s)': person.printed.nombre,
      'Apellido paterno': person.printed.paterno,
      'Apellido materno': person.printed.materno,
      'Fecha de nacimiento': `${day}/${month}/${year}`,
      'Teléfono móvil': '442 123 4567',
      'Clave de elector': person.claveElector.toLowerCase(),
    };
    for (const [label, text] of Object.entries(typed)) {
      await tabTo(page, label);
      await page.keyboard.type(text);
    }
    await tabTo(page, 'Google');
    await page.keyboard.press('Space');
    await tabTo(page, 'Correo electrónico');
    await page.keyboard.type('auxiliar@correo');
    await page.keyboard.press('Enter');

    // The error summary comes first and links to the field, which keeps the typed value.
    await page.waitForSelector('#errores');
    await tabTo(page, /correo electrónico/i);
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('id')).toBe('email');
    await page.keyboard.press('End');
    await page.keyboard.type('.example');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/portal/auxiliares/*?hecho=registro');
    expect(await page.textContent('main')).toContain('auxiliar@correo.example');
    auxiliaryPath = new URL(page.url()).pathname;
    session = await page.context().storageState();
    await page.context().close();
  });

  const paths = (): string[] => [
    '/',
    '/recibo',
    '/recibo?folio=AC&codigo=1',
    '/aviso-de-privacidad',
    '/no-existe',
    '/portal/entrar?motivo=cuenta',
    '/portal',
    '/portal/auxiliares',
    '/portal/auxiliares/nuevo',
    auxiliaryPath,
    `${auxiliaryPath}/baja`,
    '/portal/apoyos',
    '/portal/apoyos?clase=con-inconsistencia',
    `/portal/apoyos/${supportId}`,
  ];

  it.each(SCREENS)(
    'has no axe-core violations at $width px, $colorScheme',
    async ({ colorScheme, ...viewport }) => {
      const page = await open({ viewport, colorScheme, storageState: session, bypassCSP: true });
      const found: string[] = [];
      for (const path of paths()) {
        await page.goto(path);
        await page.addScriptTag({ path: AXE });
        // The dark page differs from the light one only in colours.
        const rules = colorScheme === 'dark' ? `{ runOnly: ['color-contrast'] }` : '{}';
        const { violations } = await page.evaluate<AxeResult>(`axe.run(${rules})`);
        found.push(...violations.map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.html ?? ''}`));
      }
      await page.context().close();
      expect(found).toEqual([]);
    },
    180_000,
  );

  it('reflows at 320 px and at 200% text size without breaking a word, and sends no requests to other hosts', async () => {
    const page = await open({ viewport: { width: 320, height: 640 }, storageState: session, bypassCSP: true });
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    const faults: string[] = [];
    for (const path of paths()) {
      for (const [width, size] of [
        [320, '100%'],
        [640, '200%'],
        [390, '200%'],
      ] as const) {
        await page.setViewportSize({ width, height: 640 });
        await page.goto(path);
        await page.addStyleTag({ content: `html { font-size: ${size} !important }` });
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        const at = `${path} at ${String(width)} px, ${size}:`;
        if (overflow > 0) faults.push(`${at} ${String(overflow)} px too wide`);
        faults.push(...(await brokenWords(page)).map((word) => `${at} broken ${word}`));
      }
    }
    await page.context().close();
    expect(faults).toEqual([]);
    expect([...hosts]).toEqual([scene.base]);
  }, 120_000);

  it('prints every page in black on white, with whole tables, without controls and without unmasked data', async () => {
    const page = await open({ viewport: { width: 1366, height: 768 }, storageState: session });
    const faults: string[] = [];
    const words = async (): Promise<string[]> => (await page.locator('body').innerText()).split(/\s+/);
    for (const path of paths()) {
      await page.goto(path);
      const onScreen = new Set(await words());
      faults.push(...(await printFaults(page)).map((fault) => `${path}: ${fault}`));
      await page.emulateMedia({ media: 'print' });
      // Only on paper: the time and the filters, which the screen shows in other words.
      const [note = ''] = await page.locator('.paper-row').allInnerTexts();
      const expected = new Set([...onScreen, ...note.split(/\s+/)]);
      faults.push(
        ...(await words()).filter((word) => !expected.has(word)).map((word) => `${path}: only printed: ${word}`),
      );
      await page.emulateMedia({ media: 'screen' });
    }
    await page.context().close();
    expect(faults).toEqual([]);
  }, 120_000);
});
