import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Role } from '../../src/contexts/accounts/index.js';
import { totpCode } from '../../src/kernel/crypto/totp.js';
import { OutboxRelay } from '../../src/kernel/jobs/outbox-relay.js';
import { accountOf, BackOfficeScene } from '../support/back-office-scene.js';
import { scannedPdf } from '../builders/pdf-file.js';
import { launchBrowser } from '../support/browser.js';
import { OFFICIALS_PASSWORD } from '../support/officials.js';
import { fillField } from '../support/fill-field.js';

const AXE = createRequire(import.meta.url).resolve('axe-core');
const DESKTOP = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };
const PASSWORD = 'tordo azul en la milpa';

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

describe('the account screens in a browser (§4)', () => {
  let scene: BackOfficeScene;
  let browser: Browser;
  const contexts = new Map<string, BrowserContext>();
  const pageErrors: string[] = [];

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  /** A separate browser context for each person. */
  async function pageOf(who: string): Promise<Page> {
    const context = await browser.newContext({
      baseURL: scene.base,
      locale: 'es-MX',
      viewport: DESKTOP,
      bypassCSP: true,
    });
    contexts.set(who, context);
    const page = await context.newPage();
    page.on('pageerror', (error) => pageErrors.push(error.message));
    return page;
  }
  async function enter(page: Page, account: string, password: string): Promise<void> {
    await page.goto('/admin/entrar');
    await fillField(page.locator('[name=cuenta]'), account);
    await fillField(page.locator('[name=contrasena]'), password);
    await page.keyboard.press('Enter');
  }
  async function signedIn(role: Role): Promise<Page> {
    const page = await pageOf(role);
    await enter(page, accountOf(role), OFFICIALS_PASSWORD);
    await page.getByRole('heading', { level: 1, name: 'Inicio', exact: true }).waitFor();
    return page;
  }
  const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first().click();
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  const fill = async (page: Page, values: Readonly<Record<string, string>>): Promise<void> => {
    for (const [label, value] of Object.entries(values))
      await fillField(page.getByLabel(label, { exact: true }), value);
  };
  /** The newest message to Clara Nava. */
  async function lastMail(): Promise<{ subject: string; text: string }> {
    await scene.app.get(OutboxRelay).drain();
    const mail = scene.mailbox.messages
      .filter(({ to }) => JSON.stringify(to).includes('clara.nava@iepc.example'))
      .at(-1);
    return { subject: mail?.subject ?? '', text: mail?.text ?? '' };
  }
  /** Checks accessibility, the screen width and leftover English or technical words. */
  async function checkPage(page: Page, name: string): Promise<void> {
    for (const viewport of [PHONE, DESKTOP]) {
      await page.setViewportSize(viewport);
      await page.addScriptTag({ path: AXE });
      const { violations } = await page.evaluate<AxeResult>('axe.run()');
      expect(violations.map(({ id, nodes }) => [name, id, nodes[0]?.html])).toEqual([]);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect([name, viewport.width, overflow <= 0]).toEqual([name, viewport.width, true]);
      const shots = process.env['SHOTS'];
      if (shots !== undefined) {
        await page.screenshot({ path: `${shots}/accounts-${name}-${String(viewport.width)}.png`, fullPage: true });
      }
    }
    expect(await page.locator('body').innerText()).not.toMatch(/\b(?:Loading|Save|Filter|undefined|null)\b/);
  }

  let derfe: Page;
  let official: Page;

  it('let DERFE add a domain of an OPL but not of a personal e-mail provider (§4.1, §4.4)', async () => {
    derfe = await signedIn('derfe-administrator');
    await follow(derfe, 'Dominios institucionales');
    await derfe.getByLabel('De quién').selectOption('14');
    await fill(derfe, { Dominio: 'gmail.com' });
    await press(derfe, 'Agregar dominio');
    await derfe.getByRole('alert').getByText('es de correos personales').waitFor();
    await fill(derfe, { Dominio: 'iepc.example' });
    await press(derfe, 'Agregar dominio');
    await derfe.getByText('Dominio agregado.').waitFor();
    await derfe.getByRole('rowheader', { name: '@iepc.example' }).waitFor();
    await checkPage(derfe, 'domains');
  });

  it('let DERFE register an oficio from the UTVOPL and the people it names, with errors beside the fields (§4.1–4.3)', async () => {
    await follow(derfe, 'Solicitudes de cuentas');
    await checkPage(derfe, 'requests');
    await follow(derfe, 'Registrar oficio');
    await derfe.getByLabel('Entidad del OPL').selectOption('14');
    await fill(derfe, {
      'Número de oficio': 'IEPC/SE/0012/2027',
      'Fecha del oficio': '04/01/2027',
      'Quién lo recibió en la UTVOPL': 'Lucía Bernal Ochoa',
      'Fecha de recepción en la UTVOPL': '03/01/2027',
    });
    await press(derfe, 'Registrar oficio');
    await derfe.getByRole('alert').getByText('no pudo recibirse antes de su fecha').waitFor();
    await fill(derfe, { 'Fecha de recepción en la UTVOPL': '05/01/2027' });
    await checkPage(derfe, 'register');
    await press(derfe, 'Registrar oficio');
    await heading(derfe, 'IEPC/SE/0012/2027');

    await follow(derfe, 'Agregar persona');
    await fill(derfe, {
      'Nombre completo': 'Clara Nava Prieto',
      Cargo: 'Técnica de organización',
      'Correo institucional': 'clara.nava@otro.example',
      Teléfono: '33 1234 5678',
    });
    await derfe.getByLabel('Función').selectOption('opl-reviewer');
    await press(derfe, 'Agregar persona');
    await derfe.locator('#email-error').getByText('@iepc.example').waitFor();
    expect(await derfe.getByLabel('Nombre completo').inputValue()).toBe('Clara Nava Prieto');
    await checkPage(derfe, 'person');
    await fill(derfe, { 'Correo institucional': 'clara.nava@iepc.example' });
    await press(derfe, 'Agregar persona');
    await derfe.getByText('Persona agregada.').waitFor();
    await checkPage(derfe, 'request');
  });

  it('create an account with a limited grant, whose link goes to the institutional address (§4.2, §4.4)', async () => {
    await follow(derfe, 'Dar de alta cuenta');
    expect(await derfe.getByLabel('Cuenta de acceso').inputValue()).toBe('clara.nava@ine.mx');
    await fill(derfe, { 'Último día de vigencia': '01/06/2031' });
    await press(derfe, 'Dar de alta cuenta');
    await derfe.locator('#lastDay-error').getByText('no puede pasar del').waitFor();
    await fill(derfe, { 'Último día de vigencia': '30/06/2027' });
    await checkPage(derfe, 'accept');
    await press(derfe, 'Dar de alta cuenta');
    await derfe.getByText('Cuenta dada de alta.').waitFor();
    await derfe.getByText('Con cuenta', { exact: true }).waitFor();
    await derfe.getByText('Resuelta', { exact: true }).waitFor();

    const link = /\/admin\/contrasena\/[\w-]+/.exec((await lastMail()).text)?.[0] ?? '';
    official = await pageOf('official');
    await official.goto(link);
    await fill(official, { 'Contraseña nueva': PASSWORD, 'Repita la contraseña': PASSWORD });
    await press(official, 'Guardar contraseña');
    await official.getByText('Su contraseña quedó guardada.').waitFor();
    await enter(official, 'clara.nava@ine.mx', PASSWORD);
    await heading(official, 'Declaratoria de Confidencialidad');
  });

  it('activate an account once the official has replaced a Declaratoria that DERFE returned, and DERFE has accepted the new one (§4.4, decision 27)', async () => {
    const scan = { name: 'firmada.pdf', mimeType: 'application/pdf', buffer: scannedPdf('sin firma') };
    await official.locator('[name=scan]').setInputFiles(scan);
    await press(official, 'Enviar Declaratoria firmada');
    await official.getByText('En revisión de la DERFE').waitFor();

    await follow(derfe, 'clara.nava@ine.mx');
    await heading(derfe, 'Clara Nava Prieto');
    await checkPage(derfe, 'official');
    await follow(derfe, 'Devolver Declaratoria');
    await fill(derfe, { Motivo: 'Falta la firma' });
    await press(derfe, 'Devolver Declaratoria');
    await derfe.getByText('Declaratoria devuelta').waitFor();
    expect((await lastMail()).subject).toBe('Envíe otra vez su Declaratoria de Confidencialidad');
    await official.reload();
    await official.getByText('Motivo: Falta la firma').waitFor();
    await checkPage(official, 'declaration');

    scene.clock.advance(1000);
    await follow(derfe, 'Subir Declaratoria firmada');
    await derfe.getByLabel('Declaratoria firmada, escaneada').setInputFiles({
      ...scan,
      buffer: scannedPdf('con firma'),
    });
    await checkPage(derfe, 'upload');
    await press(derfe, 'Subir Declaratoria firmada');
    await derfe.getByText('Declaratoria recibida.').waitFor();
    await follow(derfe, 'Aceptar Declaratoria');
    await press(derfe, 'Aceptar Declaratoria');
    await derfe.getByText('la cuenta quedó activa').waitFor();
    await official.goto('/admin');
    await heading(official, 'Inicio');
  });

  it('let DERFE change the end of the grant with a reason (§4.2)', async () => {
    await follow(derfe, 'Cambiar vigencia');
    await fill(derfe, { 'Último día de vigencia': '31/07/2027', Motivo: 'Acuerdo 14/2027' });
    await checkPage(derfe, 'renew');
    await press(derfe, 'Cambiar vigencia');
    await derfe.getByText('31/07/2027 23:59', { exact: true }).waitFor();
  });

  it('let DERFE require a second factor, which the official sets up and uses to sign in (decision 27)', async () => {
    await follow(derfe, 'Reglas de segundo factor');
    await press(derfe, 'Hacer obligatorio para Revisión en Mesa de Control');
    await press(derfe, 'Hacerlo obligatorio');
    await derfe.getByText('Obligatorio', { exact: true }).waitFor();
    await checkPage(derfe, 'rules');

    await official.goto('/admin');
    await official.getByText('Su función exige un segundo factor').waitFor();
    await checkPage(official, 'second-factor');
    await press(official, 'Configurar segundo factor');
    await official.getByRole('img', { name: 'Código QR para la aplicación de autenticación' }).waitFor();
    await checkPage(official, 'second-factor-enrol');
    const secret = (await official.locator('main .code').innerText()).replaceAll(' ', '');
    const code = (): string => totpCode(secret, scene.clock.now());
    await fill(official, { 'Código de su teléfono': code() });
    await press(official, 'Activar segundo factor');
    await heading(official, 'Guarde sus códigos de recuperación');
    await checkPage(official, 'second-factor-codes');
    await follow(official, 'Ya los guardé; continuar');
    await heading(official, 'Inicio');

    scene.clock.advance(60_000);
    await press(official, 'Salir');
    await official.getByText('Su sesión terminó.').waitFor();
    await enter(official, 'clara.nava@ine.mx', PASSWORD);
    await heading(official, 'Código de su teléfono');
    await fill(official, { Código: '000000' });
    await press(official, 'Entrar');
    await official.getByRole('alert').getByText('no es correcto o ya se usó').waitFor();
    await checkPage(official, 'second-factor-code');
    await fill(official, { Código: code() });
    await press(official, 'Entrar');
    await heading(official, 'Inicio');
  });

  it('show the open work of an official before the account is closed (decision 27)', async () => {
    await derfe.goto('/admin/resources/cuentas');
    await follow(derfe, 'Clara Nava Prieto');
    await derfe.getByText('Activo desde el').waitFor();
    await follow(derfe, 'Cerrar cuenta');
    await derfe.getByText('No tiene registros por revisar en Mesa de Control.').waitFor();
    await fill(derfe, { Motivo: 'Terminó su encargo' });
    await checkPage(derfe, 'close');
    await press(derfe, 'Cerrar cuenta');
    await derfe.getByText('Cuenta cerrada.').waitFor();
    await official.goto('/admin');
    await heading(official, 'Entrar al sistema');
  });

  it('let an OPL prepare its own request and print the oficio (§4.1)', async () => {
    const opl = await signedIn('opl-administrator');
    await follow(opl, 'Solicitudes de cuentas');
    await follow(opl, 'Preparar solicitud');
    await checkPage(opl, 'prepare');
    await press(opl, 'Preparar solicitud');
    await opl.getByText('Solicitud en preparación.').waitFor();
    await follow(opl, 'Agregar persona');
    await fill(opl, {
      'Nombre completo': 'Mario Cruz Peña',
      Cargo: 'Auxiliar jurídico',
      'Correo institucional': 'mario.cruz@ieeq.example',
      Teléfono: '442 555 0310',
    });
    await opl.getByLabel('Función').selectOption('opl-registrar');
    await press(opl, 'Agregar persona');
    await opl.getByText('Persona agregada.').waitFor();
    await checkPage(opl, 'draft');
    const printed = opl.waitForEvent('download');
    await follow(opl, 'Imprimir oficio (PDF)');
    expect((await printed).suggestedFilename()).toMatch(/^solicitud-de-cuentas-SC-\d{4}\.pdf$/);
    const shots = process.env['SHOTS'];
    if (shots !== undefined) await (await printed).saveAs(`${shots}/accounts-oficio.pdf`);
  });

  it('cause no page errors', () => {
    expect(pageErrors).toEqual([]);
  });
});
