import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../../test/support/app.js';
import { deliveryNotification } from '../../../../test/support/mailbox.js';
import { PortalClient } from '../../../../test/support/portal-client.js';
import { MARIA, OTHER, PortalScene } from '../../../../test/support/portal-scene.js';
import { systemActor } from '../../../kernel/access/actor.js';
import { RecordBounce } from '../../../kernel/mail/record-bounce.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';

let scene: PortalScene;
let maria: PortalClient;

beforeAll(async () => {
  scene = await PortalScene.open();
  maria = await PortalClient.signIn(scene, MARIA.email);
});
afterAll(() => scene.close());

/** Recipients of all e-mails, in the order of sending. */
const recipients = (): string[] =>
  scene.mailbox.messages.map(({ to }) => (Array.isArray(to) ? to : to ? [to] : []).map(({ text }) => text).join());
/** Return address of the last e-mail to a recipient. */
const returnAddressOf = (recipient: string): string => scene.mailbox.senders[recipients().lastIndexOf(recipient)] ?? '';
/** Simulates a delivery notification for the last e-mail to a recipient. */
async function notifyDelivery(recipient: string, options: Parameters<typeof deliveryNotification>[1]): Promise<void> {
  const notification = deliveryNotification(returnAddressOf(recipient), options);
  await scene.context.module.get(Dispatcher).run(systemActor('cli'), new RecordBounce({ notification }));
  await scene.drain();
}

describe('the registration e-mail of an auxiliary (§6.5)', () => {
  it('is shown as bounced, with the cause, on the page and in the list (decision 42)', async () => {
    const path = await maria.addAuxiliary(0);
    const pending = await maria.page(`${path}?hecho=registro`);
    expect([pending.includes('Se enviará en unos minutos a'), pending.includes('Enviamos a')]).toEqual([true, false]);
    await scene.drain();
    expect(await maria.page(`${path}?hecho=registro`)).toContain('Enviamos a');
    expect(await maria.page(path)).toContain('Enviado');
    await notifyDelivery('auxiliar0@correo.example', { status: '5.1.1', action: 'failed' });
    const page = await maria.page(path);
    expect(page.replace(/<[^>]+>/g, '')).toContain('El correo a auxiliar0@correo.example se devolvió.');
    expect(page).toContain('La dirección no existe o ya no se usa.');
    expect(page).toContain(`${path}/correo`);
    expect(await maria.page('/portal/auxiliares')).toContain('Correo devuelto');
  });

  it('is shown as delayed while a mail server retries (decision 42)', async () => {
    const path = await maria.addAuxiliary(1);
    await scene.drain();
    await notifyDelivery('auxiliar1@correo.example', { status: '4.4.1', action: 'delayed' });
    const page = await maria.page(path);
    expect(page).toContain('Con retraso');
    expect(page).not.toContain('se devolvió');
  });

  it('can be resent every ten minutes, at most five times a day (§6.5)', async () => {
    const path = await maria.addAuxiliary(2);
    await scene.drain();
    const before = recipients().length;
    for (let nth = 0; nth < 5; nth += 1) {
      expect(await maria.post(`${path}/reenviar`, {})).toEqual({ status: 303, text: `${path}?hecho=reenvio` });
      const again = await maria.post(`${path}/reenviar`, {});
      expect(again.status).toBe(422);
      expect(again.text).toContain(nth < 4 ? 'Espere 10 minutos' : 'Ya se enviaron los 5 correos');
      scene.context.clock.advance(10 * 60_000);
    }
    expect((await maria.post(`${path}/reenviar`, {})).text).toContain('Ya se enviaron los 5 correos');
    await scene.drain();
    expect(recipients().slice(before)).toEqual(Array(5).fill('auxiliar2@correo.example'));
    const audited = `select 1 from kernel.audit_entry where action = 'auxiliaries.resend-registration' and outcome = 'done'`;
    expect(await asOwner(scene.context.module).execute(audited)).toHaveLength(5);
    expect(await maria.page(`${path}?hecho=reenvio`)).toContain('Correo en camino');
  });

  it('goes to the corrected address; bounces from the previous one are ignored (§6.4)', async () => {
    const path = await maria.addAuxiliary(3, 'auxilar3@correo.example');
    await scene.drain();
    const previousAddress = returnAddressOf('auxilar3@correo.example');
    scene.context.clock.advance(60_000);
    expect(await maria.page(`${path}/correo`)).toContain('value="auxilar3@correo.example"');
    const same = await maria.post(`${path}/correo`, { email: 'AUXILAR3@correo.example', emailProvider: 'google' });
    expect(same.text).toContain('ya está registrado');
    const taken = await maria.post(`${path}/correo`, { email: 'auxiliar0@correo.example', emailProvider: 'google' });
    expect([taken.status, taken.text.includes('ya pertenece a otra persona auxiliar')]).toEqual([422, true]);
    const wrong = await maria.post(`${path}/correo`, { email: 'no', emailProvider: '' });
    expect(wrong.text).toContain('Escríbalo como nombre@dominio.mx');

    const done = await maria.post(`${path}/correo`, { email: 'auxiliar3@correo.example', emailProvider: 'facebook' });
    expect(done).toEqual({ status: 303, text: `${path}?hecho=correo` });
    await scene.drain();
    expect(recipients().at(-1)).toBe('auxiliar3@correo.example');
    const shown = (await maria.page(path)).replace(/<[^>]+>/g, '');
    for (const address of ['auxilar3@correo.example', 'auxiliar3@correo.example']) expect(shown).toContain(address);
    const notification = deliveryNotification(previousAddress);
    await scene.context.module.get(Dispatcher).run(systemActor('cli'), new RecordBounce({ notification }));
    await scene.drain();
    const page = await maria.page(path);
    expect(page.replace(/<[^>]+>/g, '')).toContain('auxiliar3@correo.example');
    expect(page).not.toContain('se devolvió');
    expect(page).not.toContain('se devolvió');
  });

  it('needs a reason to go to a corrected address once a device is enrolled, and is not sent after a discharge', async () => {
    const path = await maria.addAuxiliary(4);
    await scene.sql(
      `update auxiliaries.auxiliary set status = 'enrolled' where id = '${path.split('/').at(-1) ?? ''}'`,
    );
    const correct = (reason: string) =>
      maria.post(`${path}/correo`, { email: 'otro4@correo.example', emailProvider: 'google', reason });
    const refused = await correct('');
    expect([refused.status, refused.text.includes('Escriba el motivo')]).toEqual([422, true]);
    expect(await correct('Cambió de cuenta')).toEqual({ status: 303, text: `${path}?hecho=correo` });
    await scene.drain();
    expect(recipients().at(-1)).toBe('otro4@correo.example');
    await maria.post(`${path}/baja`, { reason: '' });
    expect((await maria.post(`${path}/reenviar`, {})).text).toContain('ya fue dada de baja');
    expect(await maria.page(`${path}/correo`)).toContain('está de baja');
  });

  it('cannot be viewed, resent or readdressed by another aspirant (§6.1 A)', async () => {
    const path = await maria.addAuxiliary(5);
    const other = await PortalClient.signIn(scene, OTHER.email);
    expect((await other.get(`${path}/correo`)).status).toBe(404);
    expect((await other.post(`${path}/reenviar`, {})).status).toBe(404);
    const theirs = { email: 'mio@correo.example', emailProvider: 'google' };
    expect((await other.post(`${path}/correo`, theirs)).status).toBe(404);
  });
});
