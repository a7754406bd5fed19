import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AspirantScene, opl } from '../../../test/support/aspirant-scene.js';
import type { WorldDevice } from '../../demonstration/world/index.js';
import { WithdrawAspirant } from '../aspirants/index.js';
import { DischargeAuxiliary } from '../auxiliaries/index.js';
import { AcceptDevice, ReinstateDevice, SuspendDevice } from '../devices/index.js';
import { seenDevice } from '../../../test/support/seen-device.js';

let scene: AspirantScene;
beforeAll(async () => {
  scene = await AspirantScene.open();
});
beforeEach(async () => {
  await scene.drain();
  scene.mailbox.clear();
});
afterAll(() => scene.close());

describe('the e-mail about the withdrawal of an aspirant (decision 13)', () => {
  const withdraw = (aspirantId: string) =>
    scene.dispatcher.run(
      opl,
      new WithdrawAspirant({
        ...{ aspirantId, presentedOn: '2027-01-14', documentNumber: 'IEEQ/099/2027', reason: 'Declina por salud' },
      }),
    );
  const messages = () =>
    new Map(scene.mailbox.messages.map((mail) => [[mail.to].flat()[0]?.text ?? '', mail] as const));

  it('is sent to the aspirant and to each auxiliary who was not discharged', async () => {
    const person = scene.newPerson();
    const aspirantId = await scene.confirmed(person);
    const devices = [await scene.deviceOf(aspirantId), await scene.deviceOf(aspirantId)];
    const other = await scene.confirmed();
    await scene.deviceOf(other);
    const auxiliaries = await scene.sql<{ id: string; aspirant_id: string }>(
      'select id, aspirant_id from auxiliaries.auxiliary order by registered_at, id_auxiliar',
    );
    const [discharged] = auxiliaries.filter((each) => each.aspirant_id === aspirantId);
    await scene.dispatcher.run(
      { ...opl, permissions: new Set(['auxiliaries.discharge']) },
      new DischargeAuxiliary({ auxiliaryId: discharged?.id ?? '', reason: 'Renunció' }),
    );
    await scene.drain();
    scene.mailbox.clear();

    await withdraw(aspirantId);
    await scene.drain();
    const sent = messages();
    expect(sent.size).toBe(devices.length);
    const toAspirant = sent.get(person.email);
    expect(toAspirant?.subject).toMatch(/^Registro retirado por desistimiento · folio /);
    expect(toAspirant?.text).toContain('presentado el 14/01/2027');
    expect(toAspirant?.text).toContain('/portal/entrar');
    const toAuxiliary = sent.get('ana2@example.com');
    expect(toAuxiliary?.text).toContain('retiró su registro el 14/01/2027');
    expect(toAuxiliary?.html).toContain('INETEL');
    for (const mail of sent.values()) expect(`${mail.text ?? ''}${String(mail.html)}`).not.toContain('salud');
  });

  it('has no link to the portal if the aspirant never had access to it', async () => {
    const person = scene.newPerson();
    await withdraw(await scene.register(person));
    await scene.drain();
    expect(messages().get(person.email)?.text).not.toContain('/portal');
  });
});

describe('the e-mails to an auxiliary about their phone and their discharge (§6.1 A, §7.6, decision 24)', () => {
  const reviewer = { ...opl, permissions: new Set(['auxiliaries.discharge', 'devices.review']) };
  const reason = 'Queja por escrito de Rosa';
  /** Subject and text of the e-mails sent since the last call. */
  const sent = async () => {
    await scene.drain();
    const mails = scene.mailbox.messages.map((mail) => [mail.subject, mail.text ?? ''] as const);
    scene.mailbox.clear();
    return mails;
  };
  const subjects = async () => (await sent()).map(([subject]) => subject?.split(' · ')[0]);
  let device: WorldDevice;

  it('state that a phone was registered in their name, and what to do if it was not theirs', async () => {
    const aspirantId = await scene.confirmed();
    await sent();
    device = await scene.deviceOf(aspirantId);
    const [, text] =
      (await sent()).find(([subject]) => subject?.startsWith('Se registró un teléfono a su nombre · AUX-')) ?? [];
    expect(text).toContain('Si no fue usted');
    expect(text).not.toContain('El teléfono que usaba antes');
  });

  it('state what the OPL decided about the phone, but not its reason', async () => {
    const { deviceId } = device;
    await scene.dispatcher.run(
      reviewer,
      new AcceptDevice({ ...(await seenDevice(scene.context.module, deviceId)), reason: 'Se cotejó la credencial' }),
    );
    expect(await subjects()).toEqual(['El OPL aceptó su teléfono']);
    await scene.dispatcher.run(
      reviewer,
      new SuspendDevice({ ...(await seenDevice(scene.context.module, deviceId)), reason }),
    );
    const [[subject, text] = []] = await sent();
    expect(subject).toMatch(/^El OPL suspendió su teléfono · AUX-/);
    expect(text).toContain('no puede captar ni enviar');
    expect(text).not.toContain('Rosa');
    await scene.dispatcher.run(
      reviewer,
      new ReinstateDevice({ ...(await seenDevice(scene.context.module, deviceId)), reason }),
    );
    expect(await subjects()).toEqual(['El OPL levantó la suspensión de su teléfono']);
  });

  it('state the discharge and what happens to supports that were not sent, but not the reason', async () => {
    const { auxiliary } = device.lease;
    await scene.dispatcher.run(reviewer, new DischargeAuxiliary({ auxiliaryId: auxiliary.id, reason }));
    const [[subject, text] = []] = await sent();
    expect(subject).toMatch(/^Baja como auxiliar · AUX-/);
    expect(text).toContain('todavía se reciben');
    expect(text).toContain('el OPL decide si cuenta');
    expect(text).not.toContain('Rosa');
  });
});
