import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import sharp from 'sharp';
import {
  credentialBack,
  findPerson,
  smallFront,
  smallPhoto,
  smallSignature,
  type InventedPerson,
} from '../../../../test/builders/index.js';
import { asOwner, contextModule, type TestContext } from '../../../../test/support/app.js';
import { FakeOpener } from '../../../../test/support/fake-opener.js';
import { systemActor, type Actor } from '../../../kernel/access/actor.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { Outbox } from '../../../kernel/jobs/outbox.js';
import { OutboxRelay } from '../../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { SupportReceived } from '../../intake/index.js';
import { ProcessesModule } from '../../processes/processes.module.js';
import { GetSignals, SupportVerified, type SignalView } from '../index.js';
import { SeededRandom } from '../../../synthetic/index.js';
import { SupportOpener, type EvidencePart, type OpenedSupport } from '../unseal/support-opener.js';
import { IsNamedAsAuxiliaryHandler } from '../../auxiliaries/queries/is-named-as-auxiliary.js';
import { VerificationModule } from '../verification.module.js';
import { loadRoll, newContest, openPeriod } from '../../../demonstration/world/index.js';

const official = (entidad: string): Actor => ({
  ...systemActor('opl'),
  kind: 'official',
  id: `opl-${entidad}`,
  scope: { entidad },
});
const [first, second, third] = [100, 200, 300].map((from) =>
  findPerson(
    ({ registryStatus, credentialType }) => registryStatus === 'lista-nominal' && credentialType === 'E',
    from,
  ),
) as [InventedPerson, InventedPerson, InventedPerson];

describe('signals of simulated records for the reviewer (§11.1)', () => {
  let context: TestContext;
  const opener = new FakeOpener();
  const random = SeededRandom.at(39, 1);
  const draw = () => random.next();
  let contest: { processId: string; officeId: string };
  let back: Buffer;
  let folio = 0;

  beforeAll(async () => {
    context = await contextModule(
      [
        ProcessesModule,
        {
          module: VerificationModule,
          providers: [IsNamedAsAuxiliaryHandler, { provide: SupportOpener, useValue: opener }],
        },
      ],
      {},
      '2027-01-15T18:00:00Z',
    );
    const dispatcher = context.module.get(Dispatcher);
    contest = await newContest(dispatcher, official('22'), { practice: true });
    await openPeriod(dispatcher, official('22'), contest, { closesAt: '2027-02-09T05:59:00.000Z' });
    back = await credentialBack(first);
    await loadRoll(context.config.ownerDatabaseUrl, [first, second, third]);
  });
  afterAll(() => context.close());

  interface Pictures {
    readonly front: Buffer;
    readonly photo: Buffer;
    readonly signature: Buffer;
  }
  const ofPerson = async (person: InventedPerson, seed: number): Promise<Pictures> => ({
    front: await smallFront(person, seed, draw),
    photo: await smallPhoto(seed, draw),
    signature: await smallSignature(person, seed),
  });
  const received = async (
    person: InventedPerson,
    { front, photo, signature }: Pictures,
    more: Partial<OpenedSupport> & { readonly auxiliaryId?: string } = {},
  ) => {
    const supportId = randomId();
    folio += 1;
    const { credentialType, cic, identificadorCiudadano, claveElector, numeroEmision, ocr } = person;
    const auxiliaryId = more.auxiliaryId ?? randomId();
    opener.supports.set(supportId, {
      parts: new Map<EvidencePart, Buffer>([
        ['anverso', front],
        ['reverso', back],
        ['fotografia-viva', photo],
        ['firma', signature],
      ]),
      credentialType,
      read: { cic, identificadorCiudadano, claveElector, numeroEmision, ocr },
      typed: {},
      email: undefined,
      capturedAt: context.clock.now(),
      auxiliaryId,
      deviceId: randomId(),
      ...more,
    });
    await publish(
      new SupportReceived({
        supportId,
        folio: `AC-TEST-${String(folio).padStart(5, '0')}`,
        ...contest,
        aspirantId: randomId(),
        auxiliaryId,
        entidad: '22',
        receivedAt: new Date(context.clock.now().getTime() + folio * 1000).toISOString(),
        integrityCode: 'ab'.repeat(32),
        blobKey: supportId,
        deviceId: randomId(),
        channel: 'app',
        capturedBy: null,
        flags: [],
      }),
    );
    return supportId;
  };
  const publish = async (event: SupportReceived | SupportVerified) => {
    await context.module
      .get(EntityManager)
      .fork()
      .transactional((em) => context.module.get(Outbox).append(em, [event], randomId()));
    await context.module.get(OutboxRelay).drain();
  };
  const signalsOf = (supportId: string, actor = official('22')): Promise<SignalView[]> =>
    context.module.get(Dispatcher).ask(actor, new GetSignals({ supportId }));
  const kindsOf = async (supportId: string) => (await signalsOf(supportId)).map(({ kind }) => kind);

  it('report a reused portrait, photo or signature of another elector on both records', async () => {
    const mine = await ofPerson(first, 1);
    const original = await received(first, mine);
    const repeated = await received(second, {
      front: await smallFront(second, 1, draw),
      // Similar enough to be found with any secret; the benchmark measures the recall for less similar ones.
      photo: await sharp(mine.photo).modulate({ brightness: 1.15 }).blur(0.6).jpeg({ quality: 60 }).toBuffer(),
      signature: await smallSignature(first, 1, { x: 12, y: 4, scale: 0.9 }),
    });
    const expected = ['firma-repetida', 'fotografia-repetida', 'retrato-repetido'];
    expect(await kindsOf(repeated)).toEqual(expected);
    expect(await signalsOf(original)).toEqual(
      expected.map((kind) => ({ kind, otherFolio: 'AC-TEST-00002', otherAspirant: true, seconds: null })),
    );
    const innocent = await received(third, await ofPerson(third, 2));
    expect(await kindsOf(innocent)).toEqual([]);
    await expect(signalsOf(repeated, official('14'))).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
  });

  it('compare the signature of an assisted capture, but not a mark in its place, because all crosses look alike', async () => {
    const assisted = { reason: 'No puede firmar', witness: 'Rosa Ejemplo' };
    const signature = await smallSignature(third, 41);
    await received(first, { ...(await ofPerson(first, 42)), signature });
    const kindsWith = async (seed: number, mark?: 'signature' | 'mark') =>
      kindsOf(
        await received(
          second,
          { ...(await ofPerson(second, seed)), signature },
          { assisted: { ...assisted, ...(mark && { mark }) } },
        ),
      );
    expect(await kindsWith(43, 'mark')).toEqual([]);
    expect(await kindsWith(44)).toEqual([]);
    expect(await kindsWith(45, 'signature')).toEqual(['firma-repetida']);
    // The mark is not stored for later comparisons either.
    expect(await kindsOf(await received(third, { ...(await ofPerson(third, 46)), signature }))).toEqual([
      'firma-repetida',
      'firma-repetida',
    ]);
  });

  it('do not report an elector who gives support twice: that is a duplicate, not a simulation', async () => {
    const mine = await ofPerson(third, 7);
    await received(third, mine);
    expect(await kindsOf(await received(third, mine))).toEqual([]);
  });

  it('report captures faster than a person can make them, to the millisecond', async () => {
    const auxiliaryId = randomId();
    const at = (ms: number) => new Date(context.clock.now().getTime() + ms);
    const one = await received(first, await ofPerson(first, 11), { auxiliaryId, capturedAt: at(0) });
    const slow = await received(second, await ofPerson(second, 12), { auxiliaryId, capturedAt: at(25_000) });
    expect([await kindsOf(one), await kindsOf(slow)]).toEqual([[], []]);
    const quick = await received(third, await ofPerson(third, 13), { auxiliaryId, capturedAt: at(49_999) });
    expect((await signalsOf(quick)).map(({ kind, seconds }) => [kind, seconds])).toEqual([['ritmo-de-captura', 25]]);
    expect(await kindsOf(slow)).toEqual(['ritmo-de-captura']);
  });

  it('report a card without colour, and a clear reading that was replaced with a different value', async () => {
    const mine = await ofPerson(first, 21);
    const grey = await sharp(mine.front).greyscale().jpeg().toBuffer();
    expect(await kindsOf(await received(first, { ...mine, front: grey }))).toEqual(['sin-color']);
    const typed = { cic: second.cic };
    const slip = { cic: `${second.cic.slice(0, 8)}${second.cic.endsWith('1') ? '2' : '1'}` };
    expect(await kindsOf(await received(second, await ofPerson(second, 22), { typed: slip }))).toEqual([]);
    expect(await kindsOf(await received(third, await ofPerson(third, 23), { typed }))).toEqual(['lectura-corregida']);
  });

  it('are searched for once per record, and store nothing that can be displayed as a picture', async () => {
    const supportId = await received(first, await ofPerson(first, 31));
    const sql = (text: string) => asOwner(context.module).execute<object[]>(text, [supportId]);
    const before = await sql('select * from verification.picture_hash where support_id = ?');
    expect(before).toHaveLength(3);
    const facts = { supportId, folio: 'AC-TEST', processId: contest.processId, entidad: '22', aspirantId: randomId() };
    await publish(new SupportVerified({ ...facts, assisted: false, capturedBy: null }));
    expect(await sql('select * from verification.picture_hash where support_id = ?')).toEqual(before);
  });
});
