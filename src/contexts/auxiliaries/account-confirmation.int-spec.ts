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

/** Registers the nth citizen with a Facebook account. @returns the Id Auxiliar. */
async function registerWithFacebook(nth: number): Promise<string> {
  const id = (await maria.addAuxiliary(nth)).split('/').at(-1);
  await rows(`update auxiliaries.auxiliary set email_provider = 'facebook' where id = ?`, [id]);
  const [row] = await rows(`select id_auxiliar as id from auxiliaries.auxiliary where id = ?`, [id]);
  return String(row?.['id']);
}

/** Starts an enrolment with an account without e-mail. @returns status and body of the response. */
async function beginEnrolment(subject: string, idAuxiliar: string): Promise<{ status: number; code?: string }> {
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
const open = (path: string, method = 'POST') => fetch(scene.base + path, { method });
const unconfirmed = expect.objectContaining({ status: 403, code: 'AUXILIARIES.ACCOUNT_UNCONFIRMED' });

describe('a Facebook account without e-mail (§7.3, decision 23)', () => {
  it('is bound by a one-time link e-mailed to the registered address', async () => {
    const idAuxiliar = await registerWithFacebook(0);
    expect(await beginEnrolment('mine', 'AUX-NADIE')).toMatchObject({ code: 'AUXILIARIES.ENROLMENT_REFUSED' });
    expect(await beginEnrolment('mine', idAuxiliar)).toEqual(unconfirmed);
    expect(await beginEnrolment('mine', idAuxiliar)).toEqual(unconfirmed);
    const [link = '', ...more] = await links(idAuxiliar);
    expect([link, more]).toEqual([expect.stringMatching(/[\w-]{40,}$/), []]);

    // A GET confirms nothing, nor does an unknown token.
    expect((await open(link, 'GET')).status).toBe(200);
    expect((await open('/confirmar-cuenta/de-nadie')).status).toBe(410);
    expect(await beginEnrolment('mine', idAuxiliar)).toEqual(unconfirmed);
    const page = await open(link);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('quedó confirmada')]);
    expect((await beginEnrolment('mine', idAuxiliar)).status).toBe(201);
    expect((await open(link)).status).toBe(410);
    expect(await beginEnrolment('other', idAuxiliar)).toMatchObject({ code: 'AUXILIARIES.ENROLMENT_REFUSED' });
  });

  it('is sent at most five links a day, each valid for one day', async () => {
    const idAuxiliar = await registerWithFacebook(1);
    for (let nth = 0; nth < 7; nth += 1)
      expect(await beginEnrolment(`s${String(nth)}`, idAuxiliar)).toEqual(unconfirmed);
    const mailed = await links(idAuxiliar);
    expect(mailed).toHaveLength(5);
    scene.context.clock.advance(24 * 3_600_000 + 1000);
    expect((await open(mailed.at(-1) ?? '')).status).toBe(410);
  });
});
