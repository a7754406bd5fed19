import { createServer, request as forward, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { asOwner } from '../support/app.js';
import { createApp, migrate } from '../../src/app.js';
import { IssueLoadTickets, type LoadTicket } from '../../src/contexts/auxiliaries/index.js';
import { seedFoundation } from '../../src/demonstration/index.js';
import { cast } from '../../src/demonstration/seed/cast.js';
import { preparePractice } from '../../src/demonstration/seed/practice.js';
import { confirmedAspirant, newContest, registerAuxiliary } from '../../src/demonstration/world/index.js';
import { anonymous, systemActor } from '../../src/kernel/access/actor.js';
import { centralDay } from '../../src/kernel/clock/central-time.js';
import { SystemClock } from '../../src/kernel/clock/clock.js';
import { Signing } from '../../src/kernel/crypto/signing.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { reportLines } from '../../src/load/load-report.js';
import { runLoad } from '../../src/load/run-load.js';
import { readTickets, writeTickets, type TicketsFile } from '../../src/load/tickets-file.js';
import { newDatabase, testConfig } from '../support/app.js';

const operator = systemActor('cli');
const MAILBOX = 'carga@correo.example';

describe('the load generator (decision 25)', () => {
  let app: NestExpressApplication;
  let url: string;
  let idProceso: string;
  let tickets: LoadTicket[];
  const stops: (() => Promise<void>)[] = [];

  const sql = <Row extends object>(text: string): Promise<Row[]> => asOwner(app).execute<Row[]>(text);
  const issue = (devices: number, of = idProceso) =>
    app.get(Dispatcher).run(operator, new IssueLoadTickets({ idProceso: of, devices, mailbox: MAILBOX }));
  const file = async (): Promise<TicketsFile> => ({
    ...{ version: 1, idProceso, tickets },
    root: await app.get(Signing).publicJwk('root'),
  });
  const load = async (serverUrl: string, options: { concurrency: number; seconds: number }) =>
    runLoad({
      ...{ url: serverUrl, tickets: await file(), devices: tickets.length, ...options },
      ...{ clock: new SystemClock(), seed: 2026, first: 0 },
    });
  const startEnrolment = (ticket: Pick<LoadTicket, 'ticket' | 'idAuxiliar'> | undefined, of = idProceso) =>
    fetch(`${url}/api/v1/enrolments/challenge`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ticket?.ticket ?? ''}`, 'content-type': 'application/json' },
      body: JSON.stringify({ idProceso: of, idAuxiliar: ticket?.idAuxiliar }),
    });

  beforeAll(async () => {
    const database = await newDatabase();
    stops.push(database.drop);
    const { config, folder } = await testConfig(database.url);
    stops.push(() => rm(folder, { recursive: true }));
    app = await createApp(config);
    stops.push(() => app.close());
    await migrate(app);
    await app.init();
    await seedFoundation(app, { electors: 4000 });
    ({ idProceso } = await preparePractice(app));
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${String((app.getHttpServer().address() as AddressInfo).port)}`;
    tickets = await issue(3);
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  it('uses tickets issued by the operator for the requested number of devices, always for the same auxiliaries', async () => {
    expect(new Set(tickets.map(({ idAuxiliar }) => idAuxiliar)).size).toBe(3);
    const again = await issue(4);
    expect(again.slice(0, 3).map(({ idAuxiliar }) => idAuxiliar)).toEqual(tickets.map(({ idAuxiliar }) => idAuxiliar));
    await expect(
      app.get(Dispatcher).run(anonymous(), new IssueLoadTickets({ idProceso, devices: 1, mailbox: MAILBOX })),
    ).rejects.toMatchObject({ code: 'ACCESS.UNAUTHENTICATED' });
  });

  it('enrols, seals and sends as the app does, and counts only valid receipts (§8.13)', async () => {
    const report = await load(url, { concurrency: 2, seconds: 2 });
    expect(report).toMatchObject({ devices: 3, concurrency: 2, refusals: {}, unsettled: 0, brokenConnections: 0 });
    expect(report.receiptsVerified).toBeGreaterThan(1);
    expect(report.p50).toBeGreaterThan(0);
    expect(report.p99).toBeGreaterThanOrEqual(report.p50);
    const [stored] = await sql<{ records: number; smallest: number }>(
      'select count(*)::int as records, min(size)::int as smallest from intake.support',
    );
    expect(stored?.records).toBe(report.receiptsVerified);
    expect(stored?.smallest).toBeGreaterThan(600_000);
    expect(reportLines(report).join('\n')).toContain('Rechazos             ninguno');
  });

  it('waits as a busy server requests and then sends the same record again', async () => {
    const seen: number[] = [];
    const busy = await proxy(url, (path) => path.includes('/supports/') && seen.push(Date.now()) === 1);
    stops.push(async () => {
      busy.close();
      await once(busy, 'close');
    });
    const report = await load(`http://127.0.0.1:${String((busy.address() as AddressInfo).port)}`, {
      ...{ concurrency: 1, seconds: 1 },
    });
    expect(report).toMatchObject({ busy: 1, refusals: {}, unsettled: 0 });
    expect(report.receiptsVerified).toBe(seen.length - 1);
    expect((seen[1] ?? 0) - (seen[0] ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  it('reads nothing but tickets files, and writes them readable only by their owner', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'apoyo-tickets-'));
    stops.push(() => rm(folder, { recursive: true }));
    const path = join(folder, 'pases.json');
    await writeTickets(path, await file());
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(await readTickets(path)).toEqual(await file());
    await expect(readTickets(join(folder, 'otro.json'))).rejects.toThrow('No se pudo leer');
    await expect(readTickets(join(import.meta.dirname, 'load.spec.ts'))).rejects.toThrow('no es de pases');
  });

  it('is rejected in a real process: no tickets are issued for it, and none are accepted', async () => {
    expect((await startEnrolment(tickets[0])).status).toBe(201);
    const dispatcher = app.get(Dispatcher);
    const real = await newContest(dispatcher, operator, { name: 'Proceso que no es de práctica' });
    const presented = { fechaManifestacion: centralDay(new SystemClock().now()) };
    const { aspirantId } = await confirmedAspirant(dispatcher, operator, real.officeId, presented);
    const [person] = cast.auxiliaries();
    const { idAuxiliar } = await registerAuxiliary(dispatcher, operator, aspirantId, {
      ...person?.printed,
      ...{ claveElector: person?.claveElector ?? '', fechaNacimiento: person?.fechaNacimiento ?? '' },
      email: MAILBOX.replace('@', '+00001@'),
    });
    await expect(issue(1, real.idProceso)).rejects.toMatchObject({ code: 'AUXILIARIES.LOAD_ONLY_IN_PRACTICE' });
    // The account of the ticket is also an auxiliary of that process.
    const answer = await startEnrolment({ ticket: tickets[0]?.ticket ?? '', idAuxiliar }, real.idProceso);
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { code: 'AUXILIARIES.LOAD_ONLY_IN_PRACTICE', detail: expect.stringContaining('proceso de práctica') },
    ]);
  });
});

/** Forwards requests to the target, but responds with 503 when `isBusy` returns true for the path. */
async function proxy(target: string, isBusy: (path: string) => boolean): Promise<Server> {
  const server = createServer((request, response) => {
    if (isBusy(request.url ?? '')) {
      request.resume();
      response
        .writeHead(503, { 'retry-after': '1', 'content-type': 'application/problem+json' })
        .end('{"code":"BUSY"}');
      return;
    }
    const { method, headers } = request;
    request.pipe(
      forward(`${target}${request.url ?? ''}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
