import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { PortalClient } from '../../../test/support/portal-client.js';
import { MARIA, OTHER, PortalScene } from '../../../test/support/portal-scene.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { KeyedHash } from '../../kernel/crypto/keyed-hash.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ListSharedAspirantMailboxes } from '../aspirants/index.js';
import { CorrectEmail, ListSharedAuxiliaryMailboxes } from './index.js';

const MIGRATION = 'migrations/202611300801_mailboxes.sql';
const opl: Actor = { ...systemActor('spec'), kind: 'official', id: 'opl-22', scope: { entidad: '22' } };
const foreign: Actor = { ...opl, id: 'opl-14', scope: { entidad: '14' } };

let scene: PortalScene;
let dispatcher: Dispatcher;
let maria: PortalClient;
let other: PortalClient;

beforeAll(async () => {
  scene = await PortalScene.open();
  dispatcher = scene.context.module.get(Dispatcher);
  maria = await PortalClient.signIn(scene, MARIA.email);
  other = await PortalClient.signIn(scene, OTHER.email);
});
afterAll(() => scene.close());

const sql = <Row extends object>(text: string, params: unknown[] = []) =>
  asOwner(scene.context.module).execute<Row[]>(text, params);
const idOf = (path: string): string => path.split('/').at(-1) ?? '';
const hashOf = (key: string, text: string) => scene.context.module.get(KeyedHash).digest(key, [text]);

/** Gives a row the hash that earlier releases stored: of the address as typed. */
async function asBefore(
  table: 'aspirants.aspirant' | 'auxiliaries.auxiliary',
  id: string,
  email: string,
): Promise<void> {
  const hash = await hashOf(`${table.split('.')[0] ?? ''}.email`, email);
  await sql(`update ${table} set email_hash = ? where id = ?`, [hash, id]);
}

/** The statements of the migration that start the jobs. */
async function migrate(): Promise<void> {
  await sql((await readFile(MIGRATION, 'utf8')).replace(/^[\s\S]*?(?=^with due)/m, ''));
  await scene.drain();
}

const resultOf = async (kind: string) =>
  (
    await sql<{ state: string; result: object }>(
      'select state, result from kernel.long_job where kind = ? order by created_at desc limit 1',
      [kind],
    )
  )[0];
const shared = (actor = opl) => dispatcher.ask(actor, new ListSharedAuxiliaryMailboxes({}));

describe('mailboxes', () => {
  let first: string;
  let second: string;
  let alone: string;

  beforeAll(async () => {
    first = idOf(await maria.addAuxiliary(0, 'ana.luz@gmail.com'));
    scene.context.clock.advance(1000);
    second = idOf(await other.addAuxiliary(1, 'segunda@correo.example'));
    alone = idOf(await maria.addAuxiliary(2, 'sol.mar+1@gmail.com'));
    await asBefore('auxiliaries.auxiliary', first, 'ana.luz@gmail.com');
    await asBefore('auxiliaries.auxiliary', alone, 'sol.mar+1@gmail.com');
    // Before the migration, another spelling was another person.
    await dispatcher.run(
      opl,
      new CorrectEmail({
        auxiliaryId: second,
        email: 'analuz@gmail.com',
        emailProvider: 'google',
        reason: 'Oficio 12',
      }),
    );
    await asBefore('auxiliaries.auxiliary', second, 'analuz+2@gmail.com');
  });

  it('replace the addresses that an earlier release hashed: long jobs hash them again, and other spellings are then refused', async () => {
    await migrate();
    expect(await resultOf('auxiliaries.recompute-mailboxes')).toEqual({
      state: 'finished',
      result: { changed: 3, shared: 1 },
    });
    expect(await resultOf('aspirants.recompute-mailboxes')).toMatchObject({ state: 'finished' });
    const hash = await hashOf('auxiliaries.email', 'solmar@gmail.com');
    expect(await sql('select id from auxiliaries.auxiliary where email_hash = ?', [hash])).toEqual([{ id: alone }]);
    await expect(maria.addAuxiliary(3, 'so.lmar@googlemail.com')).rejects.toThrow('ya pertenece a otra persona');
    await expect(maria.addAuxiliary(3, 'analuz@googlemail.com')).rejects.toThrow('ya pertenece a otra persona');
  });

  it('are not hashed again the second time', async () => {
    await migrate();
    expect(await resultOf('auxiliaries.recompute-mailboxes')).toMatchObject({ result: { changed: 0, shared: 0 } });
    expect(await shared()).toHaveLength(1);
  });

  it('that two people share are listed for their OPL only', async () => {
    expect(await shared()).toMatchObject([
      {
        person: { id: second, aspirantId: scene.otherId },
        other: { id: first, aspirantId: scene.mariaId },
      },
    ]);
    expect(await shared(foreign)).toEqual([]);
  });

  it('are no longer listed once one of the two addresses is corrected, and are then refused to others again', async () => {
    await dispatcher.run(
      opl,
      new CorrectEmail({
        auxiliaryId: first,
        email: 'nueva@correo.example',
        emailProvider: 'google',
        reason: 'Oficio 12',
      }),
    );
    expect(await shared()).toEqual([]);
    const marked = () => sql('select id from auxiliaries.auxiliary where mailbox_shared');
    expect(await marked()).toEqual([]);
    await expect(other.addAuxiliary(3, 'ana.luz@gmail.com')).rejects.toThrow('ya pertenece a otra persona');
  });

  it('of another aspirant’s auxiliary are accepted without a warning to the aspirant and listed for the OPL (decision 28)', async () => {
    await other.addAuxiliary(4, 'rival@correo.example');
    const added = await maria.addAuxiliary(5, 'rival@correo.example');
    const corrected = await maria.addAuxiliary(6, 'propia@correo.example');
    const change = { emailProvider: 'google' };
    expect((await maria.post(`${corrected}/correo`, { ...change, email: 'rival@correo.example' })).text).toContain(
      'ya pertenece a otra persona auxiliar',
    );
    await other.addAuxiliary(7, 'rival2@correo.example');
    const email = 'rival2@correo.example';
    expect((await maria.post(`${corrected}/correo`, { ...change, email })).text).toContain('?hecho=correo');
    const people = (await shared()).map(({ person }) => person.id);
    expect(people).toEqual([idOf(added), idOf(corrected)].sort());
  });

  it('that two aspirants share are listed too', async () => {
    const card = { claveElector: 'RORIMR97061319M300', cic: '123456781' };
    const earlier = await scene.newAspirant({ ...card, email: 'dos.rios@gmail.com' });
    await asBefore('aspirants.aspirant', earlier, 'dos.rios@gmail.com');
    const others = { claveElector: 'RORIMR97061319M301', cic: '123456782' };
    const later = await scene.newAspirant({ ...others, email: 'dosrios@gmail.com' });
    await migrate();
    expect(await resultOf('aspirants.recompute-mailboxes')).toMatchObject({ result: { changed: 1, shared: 1 } });
    const found = await dispatcher.ask(opl, new ListSharedAspirantMailboxes({}));
    expect(found).toMatchObject([{ id: earlier, otherId: later }]);
    expect(await dispatcher.ask(foreign, new ListSharedAspirantMailboxes({}))).toEqual([]);
  });
});
