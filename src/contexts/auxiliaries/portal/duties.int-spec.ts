import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PortalClient } from '../../../../test/support/portal-client.js';
import { MARIA, PortalScene } from '../../../../test/support/portal-scene.js';
import { ASPIRANT_DUTIES } from '../domain/duties/index.js';

let scene: PortalScene;
let maria: PortalClient;

beforeAll(async () => {
  scene = await PortalScene.open();
  maria = await PortalClient.signIn(scene, MARIA.email);
  await scene.sql('delete from auxiliaries.aspirant_duties_acceptance');
});
afterAll(() => scene.close());

describe('the duties of the aspirant (§6.9, §16.2)', () => {
  it('must be accepted in the portal before the first auxiliary is registered, and remain readable', async () => {
    expect(maria.locationOf(await maria.get('/portal/auxiliares/nuevo')).pathname).toBe('/portal/responsabilidades');
    const page = await maria.page('/portal/responsabilidades');
    expect(page).toContain('Ley Federal de Protección de Datos Personales');
    expect(page).toContain('https://listanominal.ine.mx/scpln/');
    await expect(maria.addAuxiliary(0)).rejects.toThrow('leer y aceptar sus responsabilidades');

    const version = ASPIRANT_DUTIES.version;
    const unchecked = await maria.post('/portal/responsabilidades', { version });
    expect([unchecked.status, unchecked.text.includes('Falta marcar')]).toEqual([422, true]);
    const old = await maria.post('/portal/responsabilidades', { version: 'otra', accepted: 'si' });
    expect([old.status, old.text.includes('cambiaron mientras')]).toEqual([422, true]);
    const done = await maria.post('/portal/responsabilidades', { version, accepted: 'si' });
    expect(done).toEqual({ status: 303, text: '/portal/auxiliares/nuevo' });
    expect(await maria.page('/portal/responsabilidades')).toContain('Usted las aceptó el 15/01/2027');
    await expect(maria.addAuxiliary(0)).resolves.toMatch(/^\/portal\/auxiliares\//);
  });
});
