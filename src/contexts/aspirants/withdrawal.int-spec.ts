import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { AspirantScene, opl, otherOfficial, SCAN } from '../../../test/support/aspirant-scene.js';
import { confirmAspirant } from '../../demonstration/seed/confirm-aspirant.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import {
  AnnulAspirant,
  GetAspirantHistory,
  GetEmblem,
  RegisterAspirant,
  SetEmblem,
  UploadSignedSheet,
  ValidateAspirant,
  WithdrawAspirant,
} from './index.js';

let scene: AspirantScene;
let dispatcher: Dispatcher;

beforeAll(async () => {
  scene = await AspirantScene.open();
  ({ dispatcher } = scene);
});
afterAll(() => scene.close());

describe('the emblem of an aspirant (§5.E, §8.2)', () => {
  const drawing = new TextEncoder().encode(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="9"/></svg>',
  );

  it('can be set at registration or later, replaced and removed, and is always a rendered PNG', async () => {
    const registered = await dispatcher.run(
      opl,
      new RegisterAspirant({ ...scene.newPerson(), emblema: drawing, officeId: scene.officeId }),
    );
    const { aspirantId } = registered;
    const png = await dispatcher.ask(opl, new GetEmblem({ aspirantId, size: 'large' }));
    expect((await sharp(png ?? Buffer.alloc(0)).metadata()).format).toBe('png');
    const { emblemDigest } = await scene.summaryOf(aspirantId);
    const red = await sharp({ create: { width: 90, height: 90, channels: 3, background: '#f00' } })
      .png()
      .toBuffer();
    await dispatcher.run(opl, new SetEmblem({ aspirantId, image: new Uint8Array(red) }));
    expect((await scene.summaryOf(aspirantId)).emblemDigest).not.toBe(emblemDigest);
    await dispatcher.run(opl, new SetEmblem({ aspirantId, image: null }));
    expect(await dispatcher.ask(opl, new GetEmblem({ aspirantId, size: 'small' }))).toBeNull();
    await expect(dispatcher.run(otherOfficial, new SetEmblem({ aspirantId, image: drawing }))).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
  });

  it('is rejected with an error that names its field, and the registration is rolled back', async () => {
    const person = scene.newPerson();
    const emblema = new TextEncoder().encode('<svg onload="alert(1)"/>');
    const refused = dispatcher.run(opl, new RegisterAspirant({ ...person, emblema, officeId: scene.officeId }));
    await expect(refused).rejects.toMatchObject({ code: 'ASPIRANTS.EMBLEM_UNSAFE', field: 'emblema' });
    await scene.register(person);
  });

  it('is part of the signed lease, so that the app shows it offline', async () => {
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

describe('the withdrawal of an aspirant', () => {
  const withdrawal = { presentedOn: '2027-01-14', documentNumber: 'IEEQ/099/2027', reason: 'Declina por salud' };
  const withdraw = (aspirantId: string, more: Partial<typeof withdrawal> = {}, actor = opl) =>
    dispatcher.run(actor, new WithdrawAspirant({ aspirantId, ...withdrawal, ...more }));

  it('requires a date not in the future, a document, a reason, and an official of the entidad', async () => {
    const aspirantId = await scene.register();
    for (const presentedOn of ['2027-01-16', '2027-02-30', 'ayer']) {
      await expect(withdraw(aspirantId, { presentedOn })).rejects.toMatchObject({
        ...{ code: 'ASPIRANTS.WITHDRAWAL_DATE', field: 'presentedOn' },
      });
    }
    await expect(withdraw(aspirantId, { presentedOn: '1990-01-01' })).rejects.toMatchObject({
      ...{ code: 'ASPIRANTS.WITHDRAWAL_BEFORE_MANIFESTATION', params: { day: '04/01/2027' } },
    });
    await expect(withdraw(aspirantId, { documentNumber: '' })).rejects.toMatchObject({ field: 'documentNumber' });
    await expect(withdraw(aspirantId, { reason: ' ' })).rejects.toMatchObject({ field: 'reason' });
    await expect(withdraw(aspirantId, {}, otherOfficial)).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
  });

  it('makes lease renewals of the devices fail with the reason', async () => {
    const aspirantId = await scene.confirmed();
    const device = await scene.deviceOf(aspirantId);
    await scene.leaseOf(device);
    await withdraw(aspirantId);
    await expect(scene.leaseOf(device)).rejects.toMatchObject({
      code: 'AUXILIARIES.ASPIRANT_WITHDRAWN',
      kind: 'forbidden',
    });
  });

  it('prevents any further change, stores the reason encrypted, and is listed in the history', async () => {
    const aspirantId = await scene.confirmed();
    await withdraw(aspirantId);
    expect(await scene.summaryOf(aspirantId)).toMatchObject({ status: 'withdrawn', withdrawnOn: '2027-01-14' });
    await expect(withdraw(aspirantId)).rejects.toMatchObject({ code: 'ASPIRANTS.WITHDRAWN' });
    await expect(scene.correct(aspirantId, { materno: '' })).rejects.toMatchObject({ code: 'ASPIRANTS.WITHDRAWN' });
    await expect(dispatcher.run(opl, new SetEmblem({ aspirantId, image: null }))).rejects.toMatchObject({
      code: 'ASPIRANTS.WITHDRAWN',
    });
    const [stored] = await scene.sql<{ reason: Buffer }>(
      'select reason from aspirants.withdrawal where aspirant_id = ?',
      [aspirantId],
    );
    expect(Buffer.from(stored?.reason ?? []).includes('salud')).toBe(false);
    const history = await dispatcher.ask(opl, new GetAspirantHistory({ aspirantId }));
    expect(history.find(({ kind }) => kind === 'withdrawal')).toMatchObject({ ...withdrawal, by: 'opl-22' });
  });

  it('still allows sign-in with read-only access, until the same person has a new confirmed registration', async () => {
    const person = scene.newPerson();
    const withdrawn = await scene.confirmed(person);
    expect(await scene.signIn(person.email, 'same')).toMatchObject({ id: withdrawn });
    await withdraw(withdrawn);
    expect(await scene.signIn(person.email, 'same')).toMatchObject({ id: withdrawn, status: 'withdrawn' });
    const { warnings } = await dispatcher.run(opl, new RegisterAspirant({ ...person, officeId: scene.officeId }));
    expect(warnings).toEqual([{ field: 'claveElector', code: 'REGISTERED_BEFORE' }]);
    const [{ id: registeredAgain, folio } = { id: '', folio: '' }] = (await scene.summaryOf(withdrawn)).others;
    const former = await scene.summaryOf(withdrawn);
    expect(await scene.summaryOf(registeredAgain)).toMatchObject({
      folio,
      others: [{ id: withdrawn, folio: former.folio, status: 'withdrawn' }],
    });
    await confirmAspirant(dispatcher, opl, registeredAgain, SCAN);
    expect(await scene.signIn(person.email, 'same')).toMatchObject({ id: registeredAgain, status: 'confirmed' });
  });

  it('does not allow sign-in if the registration was never confirmed', async () => {
    const person = scene.newPerson();
    await withdraw(await scene.register(person));
    expect(await scene.signIn(person.email, 'never')).toBeNull();
  });
});

describe('the annulment of a registration made by mistake', () => {
  const reason = 'Se registró en otro proceso';
  const annul = (aspirantId: string, actor = opl) => dispatcher.run(actor, new AnnulAspirant({ aspirantId, reason }));

  it('frees the clave and the e-mail, keeps the registration with its reason, and notifies nobody', async () => {
    const person = scene.newPerson();
    const aspirantId = await scene.register(person);
    await scene.drain();
    const sent = scene.mailbox.messages.length;
    scene.context.clock.advance(1000);
    await expect(annul(aspirantId, otherOfficial)).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
    await annul(aspirantId);
    await scene.drain();
    expect(scene.mailbox.messages).toHaveLength(sent);
    expect(await scene.summaryOf(aspirantId)).toMatchObject({ status: 'annulled', withdrawnOn: null });
    const history = await dispatcher.ask(opl, new GetAspirantHistory({ aspirantId }));
    expect(history).toMatchObject([
      { kind: 'annulment', reason, by: 'opl-22' },
      { kind: 'status', to: 'draft' },
    ]);
    const [stored] = await scene.sql<{ reason: Buffer }>(
      'select reason from aspirants.annulment where aspirant_id = ?',
      [aspirantId],
    );
    expect(Buffer.from(stored?.reason ?? []).includes('proceso')).toBe(false);
    const again = await dispatcher.run(opl, new RegisterAspirant({ ...person, officeId: scene.officeId }));
    expect(again.warnings).toEqual([]);
    expect((await scene.summaryOf(again.aspirantId)).others).toMatchObject([{ id: aspirantId, status: 'annulled' }]);
  });

  it('allows no further action', async () => {
    const aspirantId = await scene.register();
    await annul(aspirantId);
    const refused = { code: 'ASPIRANTS.ANNULLED' };
    await expect(annul(aspirantId)).rejects.toMatchObject(refused);
    await expect(scene.correct(aspirantId, { materno: '' })).rejects.toMatchObject(refused);
    await expect(dispatcher.run(opl, new ValidateAspirant({ aspirantId, version: 1 }))).rejects.toMatchObject(refused);
    await expect(dispatcher.run(opl, new SetEmblem({ aspirantId, image: null }))).rejects.toMatchObject(refused);
  });

  it('is possible after the validation, until the person has signed, even if the data was corrected since', async () => {
    const validated = await scene.register();
    await dispatcher.run(opl, new ValidateAspirant({ aspirantId: validated, version: 1 }));
    await annul(validated);

    const aspirantId = await scene.register();
    await dispatcher.run(opl, new ValidateAspirant({ aspirantId, version: 1 }));
    await dispatcher.run(opl, new UploadSignedSheet({ aspirantId, version: 1, scan: SCAN }));
    await scene.correct(aspirantId, { telefonoMovil: '4427654321' });
    await expect(annul(aspirantId)).rejects.toMatchObject({ code: 'ASPIRANTS.ANNULMENT_TOO_LATE' });
  });
});
