import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { PortalClient } from '../../../test/support/portal-client.js';
import { MARIA, PortalScene } from '../../../test/support/portal-scene.js';
import { SignInTickets } from '../accounts/index.js';

let scene: PortalScene;
let maria: PortalClient;
let idProceso: string;

beforeAll(async () => {
  scene = await PortalScene.open();
  maria = await PortalClient.signIn(scene, MARIA.email);
  [{ idProceso }] = (await rows(`select id_proceso as "idProceso" from processes.process`)) as [{ idProceso: string }];
});
afterAll(() => scene.close());

const rows = (sql: string, params: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
  scene.context.module
    .get(EntityManager)
    .fork()
    .execute(sql, [...params] as never[]);

/** The nth citizen as an auxiliary who was registered with an account of Facebook. @returns their Id Auxiliar. */
async function ofFacebook(nth: number): Promise<string> {
  const id = (await maria.addAuxiliary(nth)).split('/').at(-1);
  await rows(`update auxiliaries.auxiliary set email_provider = 'facebook' where id = ?`, [id]);
  const [row] = await rows(`select id_auxiliar as id from auxiliaries.auxiliary where id = ?`, [id]);
  return String(row?.['id']);
}

/** What the app is answered when an account without an e-mail gives both ids. */
async function begins(subject: string, idAuxiliar: string): Promise<{ status: number; code?: string }> {
  const { ticket } = await scene.context.module.get(SignInTickets).issue({ provider: 'facebook', subject });
  const answer = await fetch(`${scene.base}/api/v1/enrolments/challenge`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ticket}`, 'content-type': 'application/json' },
    body: JSON.stringify({ idProceso, idAuxiliar }),
  });
  return { ...((await answer.json()) as { code?: string }), status: answer.status };
}

async function links(idAuxiliar: string): Promise<string[]> {
  await scene.drain();
  return scene.mailbox.mails
    .filter(({ subject }) => subject === `Confirme su cuenta de Facebook · ${idAuxiliar}`)
    .map(({ text = '' }) => /\/confirmar-cuenta\/[\w-]+/.exec(text)?.[0] ?? '');
}
const opens = (path: string, method = 'POST') => fetch(scene.base + path, { method });
const unconfirmed = expect.objectContaining({ status: 403, code: 'AUXILIARIES.ACCOUNT_UNCONFIRMED' });

describe('an account of Facebook without an e-mail (§7.3, decision 23)', () => {
  it('is bound by a link to the registered address, once', async () => {
    const idAuxiliar = await ofFacebook(0);
    expect(await begins('mine', 'AUX-NADIE')).toMatchObject({ code: 'AUXILIARIES.ENROLMENT_REFUSED' });
    expect(await begins('mine', idAuxiliar)).toEqual(unconfirmed);
    expect(await begins('mine', idAuxiliar)).toEqual(unconfirmed);
    const [link = '', ...more] = await links(idAuxiliar);
    expect([link, more]).toEqual([expect.stringMatching(/[\w-]{40,}$/), []]);

    // Looking at the page confirms nothing, a link that is not ours neither.
    expect((await opens(link, 'GET')).status).toBe(200);
    expect((await opens('/confirmar-cuenta/de-nadie')).status).toBe(410);
    expect(await begins('mine', idAuxiliar)).toEqual(unconfirmed);
    const page = await opens(link);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('quedó confirmada')]);
    expect((await begins('mine', idAuxiliar)).status).toBe(201);
    expect((await opens(link)).status).toBe(410);
    expect(await begins('other', idAuxiliar)).toMatchObject({ code: 'AUXILIARIES.ENROLMENT_REFUSED' });
  });

  it('is asked about no more than five times in a day, by links that hold one', async () => {
    const idAuxiliar = await ofFacebook(1);
    for (let nth = 0; nth < 7; nth += 1) expect(await begins(`s${String(nth)}`, idAuxiliar)).toEqual(unconfirmed);
    const mailed = await links(idAuxiliar);
    expect(mailed).toHaveLength(5);
    scene.context.clock.advance(24 * 3_600_000 + 1000);
    expect((await opens(mailed.at(-1) ?? '')).status).toBe(410);
  });
});
