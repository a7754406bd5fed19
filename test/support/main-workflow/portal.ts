import type { Page } from 'playwright-core';
import type { InventedPerson } from '../../builders/index.js';
import type { WorkflowScene } from './workflow-scene.js';
import { fillField } from '../fill-field.js';

/** An aspirant's browser window in the portal. */
export class Portal {
  private constructor(
    readonly page: Page,
    private readonly scene: WorkflowScene,
  ) {}

  /** Signs in through the local OAuth provider, which replaces Google (§5.D). */
  static async signIn(scene: WorkflowScene, email: string): Promise<Portal> {
    const page = await scene.window();
    await page.goto('/portal');
    await page.getByRole('link', { name: 'Entrar con Google' }).click();
    await fillField(page.getByLabel('Otra cuenta'), email);
    await page.getByRole('button', { name: 'Entrar con esta cuenta' }).click();
    await page.getByRole('heading', { name: 'Siguiente paso' }).waitFor();
    await scene.picture(page, 'portal-inicio');
    return new Portal(page, scene);
  }

  /** Registers an auxiliary (§6.4). */
  async addsAuxiliary(person: InventedPerson, email: string): Promise<void> {
    const { page } = this;
    const [year, month, day] = person.fechaNacimiento.split('-');
    await page.getByRole('link', { name: 'Auxiliares', exact: true }).first().click();
    await page.getByRole('link', { name: 'Agregar auxiliar' }).first().click();
    // The aspirant accepts the duties before the first registration (§6.9).
    const commitment = page.getByLabel('Conozco mis responsabilidades y las acepto');
    await commitment.or(page.getByLabel('Nombre(s)')).first().waitFor();
    if (await commitment.isVisible()) {
      await this.scene.picture(page, 'portal-responsabilidades');
      await commitment.check();
      await page.getByRole('button', { name: 'Aceptar y continuar' }).click();
    }
    await fillField(page.getByLabel('Nombre(s)'), person.nombre);
    await fillField(page.getByLabel('Apellido paterno'), person.paterno);
    await fillField(page.getByLabel('Apellido materno'), person.materno);
    await fillField(page.getByLabel('Fecha de nacimiento'), `${day}/${month}/${year}`);
    await fillField(page.getByLabel('Teléfono móvil'), '442 765 4321');
    await fillField(page.getByLabel('Clave de elector'), person.claveElector);
    await page.getByLabel('Google', { exact: true }).check();
    await fillField(page.getByLabel('Correo electrónico'), email);
    await page.getByRole('button', { name: 'Agregar auxiliar' }).click();
    await page.getByText('Auxiliar agregado.').waitFor();
    await this.scene.picture(page, 'portal-auxiliar');
  }

  /**
   * Opens a support from the list, which says that all data is preliminary (§6.2–6.3).
   * @returns the text of the page.
   */
  async readsSupport(folio: string): Promise<string> {
    const { page } = this;
    await page.goto('/portal/apoyos');
    await page.getByText('Información preliminar').first().waitFor();
    await this.scene.picture(page, 'portal-apoyos');
    await page.getByRole('link', { name: folio }).click();
    await page.getByRole('heading', { name: 'Qué ha pasado' }).waitFor();
    await this.scene.picture(page, 'portal-apoyo');
    return page.getByRole('main').innerText();
  }
}
