import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { deliveryNotification } from '../../../test/support/mailbox.js';
import { PortalClient } from '../../../test/support/portal-client.js';
import { MARIA, OTHER, PortalScene } from '../../../test/support/portal-scene.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { RecordBounce } from '../../kernel/mail/record-bounce.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import {
  DischargeAuxiliary,
  ListMaskedAuxiliaries,
  GetAuxiliaryRecord,
  IsNamedAsAuxiliary,
  ResendRegistration,
  RevealAuxiliary,
} from './index.js';

let scene: PortalScene;
let maria: PortalClient;
let dispatcher: Dispatcher;
const official = (entidad: string, ...permissions: string[]): Actor => ({
  kind: 'official',
  id: '00000000-0000-4000-8000-0000000000aa',
  label: 'opl-administrator',
  permissions: new Set(permissions),
  scope: { entidad },
});
const opl = official(
  '22',
  'processes.read',
  'auxiliaries.read',
  'auxiliaries.reveal',
  'auxiliaries.resend',
  'auxiliaries.discharge',
);
const recordOf = (auxiliaryId: string, who = opl) => dispatcher.ask(who, new GetAuxiliaryRecord({ auxiliaryId }));
const idOf = (path: string): string => path.split('/').at(-1) ?? '';

beforeAll(async () => {
  scene = await PortalScene.open();
  dispatcher = scene.context.module.get(Dispatcher);
  maria = await PortalClient.signIn(scene, MARIA.email);
});
afterAll(() => scene.close());

describe('the back-office record of an auxiliary (§6.4–6.9)', () => {
  it('masks personal data, and shows status, e-mails and history', async () => {
    const auxiliaryId = idOf(await maria.addAuxiliary(0));
    await scene.drain();
    const at = scene.mailbox.messages.findIndex(
      ({ to }) => !Array.isArray(to) && to?.text === 'auxiliar0@correo.example',
    );
    const notification = deliveryNotification(scene.mailbox.senders[at] ?? '', { status: '5.2.2' });
    await dispatcher.run(systemActor('cli'), new RecordBounce({ notification }));
    await scene.drain();
    scene.context.clock.advance(1000);
    await dispatcher.run(opl, new ResendRegistration({ auxiliaryId }));
    const record = await recordOf(auxiliaryId);
    const person = scene.citizens[0];
    expect(record).toMatchObject({
      status: 'registered',
      email: 'a•••@correo.example',
      claveElectorEnding: person?.claveElector.slice(-4),
      otherAspirant: false,
      emailBouncedAt: expect.any(String),
      messages: [{ state: 'failed', cause: 'El buzón está lleno.' }],
    });
    const shown = JSON.stringify(record);
    for (const hidden of [person?.claveElector, person?.printed.paterno, 'auxiliar0@', '4421234567']) {
      expect(shown).not.toContain(hidden);
    }
    const { rows } = await dispatcher.ask(opl, new ListMaskedAuxiliaries({}));
    expect(rows.find(({ id }) => id === auxiliaryId)).toMatchObject({ bounced: true });
    expect(record.history.map(({ kind }) => kind)).toEqual(['mail-again', 'registered']);
  });

  it('shows the reason for a discharge, as does the portal; the form in the portal states beforehand who will read it (§6.1 A)', async () => {
    const path = await maria.addAuxiliary(3);
    expect(await maria.page(`${path}/baja`)).toContain('Lo leen usted y el OPL');
    await maria.post(`${path}/baja`, { reason: 'Se mudó de ciudad' });
    expect(await maria.page(path)).toContain('Se mudó de ciudad');
    expect((await recordOf(idOf(path))).history[0]).toMatchObject({ reason: 'Se mudó de ciudad' });
  });

  it('reveals personal data only for a stated reason, and audits the access', async () => {
    const auxiliaryId = idOf(await maria.addAuxiliary(1));
    const reveal = (who: Actor, reference: string) =>
      dispatcher.ask(who, new RevealAuxiliary({ auxiliaryId, reason: 'hearing', reference }));
    await expect(reveal(opl, '')).rejects.toMatchObject({ code: 'KERNEL.FIELD_MISSING' });
    await expect(reveal(official('22', 'auxiliaries.read'), 'EXP-1')).rejects.toMatchObject({
      code: 'ACCESS.FORBIDDEN',
    });
    await expect(reveal(official('14', 'auxiliaries.reveal'), 'EXP-1')).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
    expect(await reveal(opl, 'EXP-12/2027')).toMatchObject({
      claveElector: scene.citizens[1]?.claveElector,
      email: 'auxiliar1@correo.example',
    });
    const [entry] = await asOwner(scene.context.module).execute<{ details: object }[]>(
      `select details from kernel.audit_entry where action = 'auxiliaries.reveal-auxiliary' and outcome = 'read'`,
    );
    expect(entry?.details).toMatchObject({ reason: 'hearing', reference: 'EXP-12/2027' });
  });

  it('matches the name of a witness even if it is written in another order, but not that of a namesake (decision 31)', async () => {
    const auxiliaryId = idOf(await maria.addAuxiliary(3));
    const { nombre = '', paterno = '', materno = '' } = scene.citizens[3]?.printed ?? {};
    const isNamed = (name: string) =>
      dispatcher.ask(systemActor('spec'), new IsNamedAsAuxiliary({ auxiliaryId, name }));
    expect(await isNamed(`${paterno} ${materno}, ${nombre}`.normalize('NFD').toLowerCase())).toBe(true);
    expect(await isNamed(`${nombre} ${paterno}`)).toBe(true);
    expect(await isNamed(`${nombre} Quintana ${materno}`)).toBe(false);
    expect(await isNamed(`${paterno} ${materno}`)).toBe(false);
  });

  it("shows that a person also helps another aspirant until discharged as that aspirant's auxiliary, and is hidden from other OPLs", async () => {
    const first = idOf(await maria.addAuxiliary(2));
    const other = await PortalClient.signIn(scene, OTHER.email);
    const second = idOf(await other.addAuxiliary(2, 'segunda@correo.example'));
    expect([(await recordOf(first)).otherAspirant, (await recordOf(second)).otherAspirant]).toEqual([true, true]);
    await dispatcher.run(opl, new DischargeAuxiliary({ auxiliaryId: second, reason: 'Eligió a la otra persona' }));
    expect((await recordOf(first)).otherAspirant).toBe(false);
    const gone = await recordOf(second);
    expect(gone.history[0]).toMatchObject({ kind: 'discharged', reason: 'Eligió a la otra persona' });
    expect(await other.page(`/portal/auxiliares/${second}`)).toContain('Eligió a la otra persona');
    await expect(recordOf(first, official('14', 'auxiliaries.read'))).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
  });
});
