import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AspirantScene, opl } from '../../../test/support/aspirant-scene.js';
import { WithdrawAspirant } from '../aspirants/index.js';
import { DischargeAuxiliary } from '../auxiliaries/index.js';

describe('the e-mail about the withdrawal of an aspirant (decision 13)', () => {
  let scene: AspirantScene;
  beforeAll(async () => {
    scene = await AspirantScene.open();
  });
  beforeEach(async () => {
    await scene.drain();
    scene.mailbox.clear();
  });
  afterAll(() => scene.close());

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
