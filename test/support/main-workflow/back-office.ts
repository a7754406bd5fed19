import type { Download, Page } from 'playwright-core';
import { signedScan } from '../../../src/demonstration/builders/index.js';
import { OFFICIALS_PASSWORD } from '../../../src/demonstration/seed/officials.js';
import type { InventedPerson } from '../../builders/index.js';
import type { WorkflowScene } from './workflow-scene.js';
import { fillField } from '../fill-field.js';

/** An official's browser window in the back office; finds controls by their visible text. */
export class BackOffice {
  private constructor(
    readonly page: Page,
    private readonly scene: WorkflowScene,
  ) {}

  /** Signs in with the institutional account of an official. */
  static async signIn(scene: WorkflowScene, account: string): Promise<BackOffice> {
    const page = await scene.window();
    await page.goto('/admin');
    await fillField(page.getByLabel('Cuenta de acceso'), account);
    await fillField(page.getByLabel('Contraseña', { exact: true }), OFFICIALS_PASSWORD);
    await page.getByRole('button', { name: 'Entrar' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await scene.picture(page, `admin-inicio-${account}`);
    return new BackOffice(page, scene);
  }

  async opens(section: string): Promise<void> {
    await this.page.getByRole('link', { name: section, exact: true }).first().click();
    await this.page.getByRole('heading', { level: 1, name: section }).waitFor();
  }

  async presses(verb: string | RegExp): Promise<void> {
    await this.page
      .getByRole('button', { name: verb })
      .or(this.page.getByRole('link', { name: verb }))
      .first()
      .click();
  }

  async reads(sentence: string | RegExp): Promise<string> {
    const found = this.page.getByText(sentence).first();
    await found.waitFor();
    return (await found.textContent()) ?? '';
  }

  /** Creates a process with its office and period (§5.A), and returns the Id Proceso. */
  async createsContest({ opensAt, closesAt }: { opensAt: LocalDateTime; closesAt: LocalDateTime }): Promise<string> {
    const { page } = this;
    await this.opens('Procesos');
    await this.presses('Crear proceso');
    await fillField(page.getByLabel('Nombre del proceso'), 'Proceso Electoral Local 2026-2027');
    await page.getByLabel('Proceso real').check();
    await this.presses('Crear proceso');
    const created = await this.reads(/Su Id Proceso es/);
    await this.presses('Agregar cargo');
    await page.getByLabel('Tipo de cargo').selectOption('gubernatura');
    await fillField(page.getByLabel('Nombre del cargo'), 'Gubernatura de Querétaro');
    await this.presses('Agregar cargo');
    await this.reads(/Cargo agregado/);
    await this.presses('Fijar periodo');
    await fillField(page.getByLabel('Fecha de inicio', { exact: true }), opensAt.day);
    await fillField(page.getByLabel('Hora de inicio'), opensAt.time);
    await fillField(page.getByLabel('Fecha final', { exact: true }), closesAt.day);
    await fillField(page.getByLabel('Hora final'), closesAt.time);
    await fillField(page.getByLabel('Motivo'), 'La captación abre de inmediato');
    await this.presses('Fijar periodo');
    await this.reads('Periodo fijado.');
    await this.scene.picture(page, 'admin-proceso');
    return /Id Proceso es ([A-Z0-9-]+)/.exec(created)?.[1] ?? '';
  }

  /** Generates and proves the OPL's key pair in the browser (§13.1), and returns the file with the private key. */
  async makesKeys(): Promise<Download> {
    await this.presses('Generar par de llaves');
    await this.page.getByRole('button', { name: 'Generar par de llaves' }).click();
    const saved = this.page.waitForEvent('download');
    await this.presses('Descargar llave privada');
    const file = await saved;
    await this.presses('Registrar llave pública');
    await this.reads(/[Ll]lave pública registrada/);
    await this.page.getByLabel('Archivo de la llave privada del OPL').setInputFiles(await file.path());
    await this.presses('Comprobar llave');
    await this.reads(/Llave comprobada/);
    return file;
  }

  /** Registers an aspirant, filling in groups A–F (§5.1), and returns the folio. */
  async registersAspirant(person: InventedPerson, email: string): Promise<string> {
    const { page } = this;
    const [year, month, day] = person.fechaNacimiento.split('-');
    await this.opens('Aspirantes');
    await this.presses('Registrar aspirante');
    await page.getByLabel('Cargo al que aspira').selectOption({ index: 1 });
    await fillField(page.getByLabel('Nombre(s)'), person.nombre);
    await fillField(page.getByLabel('Apellido paterno'), person.paterno);
    await fillField(page.getByLabel('Apellido materno'), person.materno);
    await page.getByLabel('Lugar de nacimiento').selectOption(person.claveElector.slice(12, 14));
    await fillField(page.getByLabel('Fecha de nacimiento', { exact: true }), `${day}/${month}/${year}`);
    await page.getByLabel(person.sexo === 'H' ? 'Hombre' : 'Mujer').check();
    await fillField(page.getByLabel('Teléfono móvil'), '442 123 4567');
    await page.getByLabel('Tipo de credencial').selectOption(person.credentialType);
    await fillField(page.getByLabel('Clave de elector'), person.claveElector);
    await fillField(page.getByLabel('CIC'), person.cic);
    await fillField(page.getByLabel('Identificador del ciudadano'), person.identificadorCiudadano);
    await page.getByLabel('Entidad', { exact: true }).selectOption('22');
    await page.getByLabel('Municipio').selectOption(person.municipio);
    await fillField(page.getByLabel('Sección electoral'), person.seccion);
    await fillField(page.getByLabel('Correo electrónico'), email);
    await page.getByLabel('Google', { exact: true }).check();
    await fillField(page.getByLabel('Fecha de manifestación', { exact: true }), '15/11/2026');
    await fillField(page.getByLabel('Número de oficio o referencia'), 'IEEQ/001/2026');
    await fillField(page.getByLabel('Folio interno'), 'CI-001');
    await this.scene.picture(page, 'admin-registrar-aspirante');
    await page.getByRole('button', { name: 'Registrar aspirante' }).click();
    const said = await this.reads(/Aspirante registrado con el folio/);
    await this.scene.picture(page, 'admin-aspirante');
    return /folio ([A-Z0-9-]+)/.exec(said)?.[1] ?? '';
  }

  /**
   * Validates the data, prints the Cédula, uploads the signed one, and confirms the registration (§5.F).
   * @returns the Cédula.
   */
  async confirmsAspirant(): Promise<Download> {
    const { page } = this;
    await this.presses('Validar datos');
    await this.reads('Coteje cada dato');
    for (const tick of await page.getByRole('checkbox').all()) await tick.check();
    await this.scene.picture(page, 'admin-validar-aspirante');
    await page.getByRole('button', { name: 'Validar datos' }).click();
    await this.reads('Datos validados.');
    const printed = page.waitForEvent('download');
    await this.presses('Imprimir Cédula de confirmación');
    const sheet = await printed;
    await this.presses('Subir Cédula firmada');
    await page.getByLabel('Cédula firmada, escaneada').setInputFiles({
      name: 'cedula-firmada.jpg',
      mimeType: 'image/jpeg',
      buffer: await signedScan(codeOf(sheet)),
    });
    await page.getByRole('button', { name: 'Subir Cédula firmada' }).click();
    await this.reads('Cédula firmada bajo resguardo.');
    await this.presses('Confirmar registro');
    await page.getByRole('button', { name: 'Confirmar registro' }).click();
    await this.reads(/Registro confirmado/);
    return sheet;
  }

  /** Assigns all pending records to the only reviewer (§11.3–11.4). */
  async assignsWorkload(): Promise<void> {
    await this.opens('Asignar cargas de trabajo');
    await this.scene.picture(this.page, 'admin-asignar');
    await this.presses('Asignar registros');
    await this.reads(/Registros asignados: 1/);
  }

  /** Gives the first record the verdict «sin inconsistencia», using only the keyboard (§11.1). */
  async reviewsWithoutInconsistency(): Promise<void> {
    const { page } = this;
    await this.opens('Revisar registros');
    await this.presses(/^Revisar \d+ registros?$/);
    await page.getByRole('group', { name: 'Resultado' }).waitFor();
    await page
      .getByRole('button', { name: /Anverso/ })
      .locator('img')
      .waitFor();
    await this.scene.picture(page, 'admin-mesa');
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Deshacer' }).waitFor();
  }

  /** Checks the figures and encrypts the results with the OPL's key (§13.2 D–E). */
  async closesProcess(idProceso: string): Promise<void> {
    const { page } = this;
    await this.opens('Cierre de procesos');
    await page.getByRole('link', { name: idProceso }).click();
    await this.reads(`Cifras de ${idProceso}`);
    await this.scene.picture(page, 'admin-cierre');
    await this.presses('Cerrar y cifrar resultados');
    await page.getByRole('button', { name: 'Cerrar y cifrar resultados' }).click();
    await this.reads(/Registros cifrados para el OPL: 1/);
  }

  /** @returns the encrypted package. */
  async downloadsResults(idProceso: string): Promise<Download> {
    await this.opens('Resultados entregados');
    await this.page.getByRole('link', { name: new RegExp(idProceso) }).click();
    await this.reads(`Resultados de ${idProceso}`);
    const saved = this.page.waitForEvent('download');
    await this.presses('Descargar archivo cifrado');
    return saved;
  }

  /** Opens the package in this browser with the private key, which does not leave the browser (§13.1). */
  async opensResults(privateKey: Download, folio: string): Promise<void> {
    const { page } = this;
    await this.presses('Abrir resultados');
    await page.getByLabel(/llave privada/i).setInputFiles(await privateKey.path());
    await this.reads(folio);
    await this.scene.picture(page, 'admin-resultados');
  }
}

/** A date and time in hora centro, in the format of the form fields. */
export interface LocalDateTime {
  readonly day: string;
  readonly time: string;
}

/** The text of the QR code on a printed Cédula. */
function codeOf(sheet: Download): string {
  return sheet.suggestedFilename().replace(/^cedula-de-confirmacion-(.*)-v(\d+)\.pdf$/, '$1 v$2');
}
