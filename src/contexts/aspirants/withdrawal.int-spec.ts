import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { AspirantScene, opl, stranger } from '../../../test/support/aspirant-scene.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GetAspirantHistory, GetEmblem, RegisterAspirant, SetEmblem, WithdrawAspirant } from './index.js';

let scene: AspirantScene;
let dispatcher: Dispatcher;

beforeAll(async () => {
  scene = await AspirantScene.open();
  ({ dispatcher } = scene);
});
afterAll(() => scene.close());

describe('emblem of an aspirant (§5.E, §8.2)', () => {
  const drawing = new TextEncoder().encode(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="9"/></svg>',
  );

  it('comes with the registration or later, is replaced and taken away, and is always a PNG of ours', async () => {
    const registered = await dispatcher.run(
      opl,
      new RegisterAspirant({ ...scene.someone(), emblema: drawing, officeId: scene.officeId }),
    );
    const { aspirantId } = registered;
    const png = await dispatcher.ask(opl, new GetEmblem({ aspirantId, size: 'large' }));
    expect((await sharp(png ?? Buffer.alloc(0)).metadata()).format).toBe('png');
    const { emblemDigest } = await scene.standing(aspirantId);
    const red = await sharp({ create: { width: 90, height: 90, channels: 3, background: '#f00' } })
      .png()
      .toBuffer();
    await dispatcher.run(opl, new SetEmblem({ aspirantId, image: new Uint8Array(red) }));
    expect((await scene.standing(aspirantId)).emblemDigest).not.toBe(emblemDigest);
    await dispatcher.run(opl, new SetEmblem({ aspirantId, image: null }));
    expect(await dispatcher.ask(opl, new GetEmblem({ aspirantId, size: 'small' }))).toBeNull();
    await expect(dispatcher.run(stranger, new SetEmblem({ aspirantId, image: drawing }))).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
  });

  it('is refused with the field that it came in, and then nothing is registered', async () => {
    const person = scene.someone();
    const emblema = new TextEncoder().encode('<svg onload="alert(1)"/>');
    const refused = dispatcher.run(opl, new RegisterAspirant({ ...person, emblema, officeId: scene.officeId }));
    await expect(refused).rejects.toMatchObject({ code: 'ASPIRANTS.EMBLEM_UNSAFE', field: 'emblema' });
    await scene.register(person);
  });

  it('travels in the signed lease, so that the app shows it without a connection', async () => {
    const aspirantId = await scene.confirmed();
    const device = await scene.deviceOf(aspirantId);
    expect((await scene.leaseOf(device)).aspirant).not.toHaveProperty('emblemUrl');
    await dispatcher.run(opl, new SetEmblem({ aspirantId, image: drawing }));
    const { emblemUrl = '' } = (await scene.leaseOf(device)).aspirant;
    const png = Buffer.from(emblemUrl.replace('data:image/png;base64,', ''), 'base64');
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 192, height: 192 });
    expect(png.length).toBeLessThanOrEqual(16 * 1024);
  });
});

describe('withdrawal of an aspirant', () => {
  const withdrawal = { presentedOn: '2027-01-14', documentNumber: 'IEEQ/099/2027', reason: 'Declina por salud' };
  const withdraw = (aspirantId: string, more: Partial<typeof withdrawal> = {}, actor = opl) =>
    dispatcher.run(actor, new WithdrawAspirant({ aspirantId, ...withdrawal, ...more }));

  it('needs a day that has come, a document and a reason, and an official of the entidad', async () => {
    const aspirantId = await scene.register();
    for (const presentedOn of ['2027-01-16', '2027-02-30', 'ayer']) {
      await expect(withdraw(aspirantId, { presentedOn })).rejects.toMatchObject({
        ...{ code: 'ASPIRANTS.WITHDRAWAL_DATE', field: 'presentedOn' },
      });
    }
    await expect(withdraw(aspirantId, { documentNumber: '' })).rejects.toMatchObject({ field: 'documentNumber' });
    await expect(withdraw(aspirantId, { reason: ' ' })).rejects.toMatchObject({ field: 'reason' });
    await expect(withdraw(aspirantId, {}, stranger)).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
  });

  it('closes the capture: a device asks for its lease in vain and is told why', async () => {
    const aspirantId = await scene.confirmed();
    const device = await scene.deviceOf(aspirantId);
    await scene.leaseOf(device);
    await withdraw(aspirantId);
    await expect(scene.leaseOf(device)).rejects.toMatchObject({
      code: 'AUXILIARIES.ASPIRANT_WITHDRAWN',
      kind: 'forbidden',
    });
  });

  it('ends every change, keeps the reason encrypted, and stays in the history', async () => {
    const aspirantId = await scene.confirmed();
    await withdraw(aspirantId);
    expect(await scene.standing(aspirantId)).toMatchObject({ status: 'withdrawn', withdrawnOn: '2027-01-14' });
    await expect(withdraw(aspirantId)).rejects.toMatchObject({ code: 'ASPIRANTS.WITHDRAWN' });
    await expect(scene.correct(aspirantId, { materno: '' })).rejects.toMatchObject({ code: 'ASPIRANTS.WITHDRAWN' });
    await expect(dispatcher.run(opl, new SetEmblem({ aspirantId, image: null }))).rejects.toMatchObject({
      code: 'ASPIRANTS.WITHDRAWN',
    });
    const [kept] = await scene.sql<{ reason: Buffer }>(
      'select reason from aspirants.withdrawal where aspirant_id = ?',
      [aspirantId],
    );
    expect(Buffer.from(kept?.reason ?? []).includes('salud')).toBe(false);
    const history = await dispatcher.ask(opl, new GetAspirantHistory({ aspirantId }));
    expect(history.find(({ kind }) => kind === 'withdrawal')).toMatchObject({ ...withdrawal, by: 'opl-22' });
  });

  it('leaves the portal open to read, and the person free to be registered anew, who then comes first', async () => {
    const person = scene.someone();
    const withdrawn = await scene.confirmed(person);
    expect(await scene.signIn(person.email, 'same')).toMatchObject({ id: withdrawn });
    await withdraw(withdrawn);
    expect(await scene.signIn(person.email, 'same')).toMatchObject({ id: withdrawn, status: 'withdrawn' });
    const anew = await scene.confirmed(person);
    expect(await scene.signIn(person.email, 'same')).toMatchObject({ id: anew, status: 'confirmed' });
  });

  it('of one who was never confirmed lets nobody in', async () => {
    const person = scene.someone();
    await withdraw(await scene.register(person));
    expect(await scene.signIn(person.email, 'never')).toBeNull();
  });
});
