import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { asOwner } from '../../../test/support/app.js';
import { waitForBlockedSession } from '../../../test/support/app.js';
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
  asOwner(scene.context.module).execute(sql, [...params] as never[]);

/** Registers the nth citizen with a Facebook account, and returns the Id Auxiliar. */
async function registerWithFacebook(nth: number): Promise<string> {
  const id = (await maria.addAuxiliary(nth)).split('/').at(-1);
  await rows(`update auxiliaries.auxiliary set email_provider = 'facebook' where id = ?`, [id]);
  const [row] = await rows(`select id_auxiliar as id from auxiliaries.auxiliary where id = ?`, [id]);
  return String(row?.['id']);
}

/** Starts an enrolment with an account without e-mail, and returns status and body of the response. */
async function beginEnrolment(subject: string, idAuxiliar: string): Promise<{ status: number; code?: string }> {
  const { ticket } = await scene.context.module.get(SignInTickets).issue({ provider: 'facebook', subject });
  const answer = await fetch(`${scene.base}/api/v1/enrolments/challenge`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ticket}`, 'content-type': 'application/json' },
    body: JSON.stringify({ idProceso, idAuxiliar }),
  });
  return { ...((await answer.json()) as { code?: string }), status: answer.status };
}

async function correctEmail(idAuxiliar: string, email: string): Promise<void> {
  const [row] = await rows(`select id from auxiliaries.auxiliary where id_auxiliar = ?`, [idAuxiliar]);
  const form = { email, emailProvider: 'facebook' };
  expect(await maria.post(`/portal/auxiliares/${String(row?.['id'])}/correo`, form)).toMatchObject({ status: 303 });
}

async function links(idAuxiliar: string): Promise<string[]> {
  await scene.drain();
  return scene.mailbox.messages
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

  it('is not bound by a link mailed before the address was corrected; a new link goes to the new address immediately', async () => {
    const idAuxiliar = await registerWithFacebook(2);
    expect(await beginEnrolment('mistaken', idAuxiliar)).toEqual(unconfirmed);
    const [old = ''] = await links(idAuxiliar);
    await correctEmail(idAuxiliar, 'corregida2@correo.example');
    const page = await open(old);
    expect([page.status, await page.text()]).toEqual([410, expect.stringContaining('Este enlace ya se usó o venció')]);
    expect(await beginEnrolment('mistaken', idAuxiliar)).toEqual(unconfirmed);

    const [, link = '', ...more] = await links(idAuxiliar);
    expect(more).toEqual([]);
    const mail = scene.mailbox.messages.find(({ text }) => text?.includes(link));
    expect(mail?.to).toMatchObject({ text: 'corregida2@correo.example' });
    expect((await open(link)).status).toBe(200);
  });

  it('is not sent a link that was requested before the address was corrected', async () => {
    const idAuxiliar = await registerWithFacebook(3);
    expect(await beginEnrolment('mistaken', idAuxiliar)).toEqual(unconfirmed);
    await correctEmail(idAuxiliar, 'corregida3@correo.example');
    expect(await links(idAuxiliar)).toEqual([]);
  });

  it('is not bound if the address is corrected while the link is being opened; no deadlock occurs', async () => {
    const idAuxiliar = await registerWithFacebook(4);
    expect(await beginEnrolment('mistaken', idAuxiliar)).toEqual(unconfirmed);
    const [link = ''] = await links(idAuxiliar);
    const correction = new pg.Client(scene.context.config.ownerDatabaseUrl);
    await correction.connect();
    await correction.query('begin');
    const { rows: locked } = await correction.query<{ id: string }>(
      'select id from auxiliaries.auxiliary where id_auxiliar = $1 for update',
      [idAuxiliar],
    );
    const opened = open(link);
    await waitForBlockedSession(scene.context, 'transactionid');
    await correction.query(`set local lock_timeout = '500ms'`);
    await correction.query(
      'update auxiliaries.account_confirmation set expires_at = asked_at where auxiliary_id = $1',
      [locked[0]?.id],
    );
    await correction.query('commit');
    await correction.end();
    expect((await opened).status).toBe(410);
    expect(await beginEnrolment('mistaken', idAuxiliar)).toEqual(unconfirmed);
  });
});
