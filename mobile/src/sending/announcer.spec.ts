import { describe, expect, it } from '@jest/globals';
import { announcementSchema, encodeContainer, type AnnouncementResult, type Announcement } from '#electoral/wire';
import type { SealedRecord } from '../storage/vault.js';
import { announce, type AnsweredRecord } from './announcer.js';

const record = (nth: number, announced = false): SealedRecord => ({
  folio: `F${String(nth)}`,
  deviceId: 'd',
  integrityCode: String(nth).padStart(64, '0'),
  capturedAt: '2027-01-15T18:00:00.000Z',
  size: 0,
  checked: true,
  attempts: 0,
  nextAttemptAt: 0,
  announced,
});

const vault = {
  header: (folio: string): Promise<Uint8Array> =>
    Promise.resolve(
      encodeContainer({
        manifest: new TextEncoder().encode(folio),
        signature: new Uint8Array(64).fill(1),
        jwe: 'a.b.c.d.e',
        parts: [new Uint8Array(1000)],
      }),
    ),
};

const textOf = ({ manifest }: Announcement['manifests'][number]): string =>
  Buffer.from(manifest, 'base64url').toString();

async function all(answers: AsyncGenerator<AnsweredRecord>): Promise<AnsweredRecord[]> {
  const collected: AnsweredRecord[] = [];
  for await (const answer of answers) collected.push(answer);
  return collected;
}

describe('the announcement of pending records (decision 6)', () => {
  it('sends only manifests and signatures of unannounced records, in batches that the server accepts', async () => {
    const sent: Announcement[] = [];
    const server = {
      announce: (announcement: Announcement): Promise<AnnouncementResult[]> => {
        sent.push(announcementSchema.parse(announcement));
        return Promise.resolve(
          announcement.manifests.map((one) => ({
            integrityCode: textOf(one).slice(1).padStart(64, '0'),
            state: 'announced' as const,
          })),
        );
      },
    };
    const pending = Array.from({ length: 90 }, (_, nth) => record(nth, nth < 5));
    const answers = await all(announce(vault, server, pending));
    expect(sent.map(({ manifests }) => manifests.length)).toEqual([40, 40, 5]);
    expect(sent.flatMap(({ manifests }) => manifests.map(textOf))).toEqual(pending.slice(5).map(({ folio }) => folio));
    expect(answers.map(({ record: { folio }, answer }) => [folio, answer.state])).toEqual(
      pending.slice(5).map(({ folio }) => [folio, 'announced']),
    );
  });

  it('includes all other records if the headers of some cannot be read', async () => {
    const sent: string[] = [];
    const server = {
      announce: ({ manifests }: Announcement): Promise<AnnouncementResult[]> => {
        sent.push(...manifests.map(textOf));
        return Promise.resolve([]);
      },
    };
    const damaged = {
      header: (folio: string): Promise<Uint8Array> => {
        if (folio === 'F1') return Promise.reject(new Error('the phone cannot read the file'));
        return folio === 'F2' ? Promise.resolve(new Uint8Array(10)) : vault.header(folio);
      },
    };
    await all(announce(damaged, server, [record(1), record(2), record(3)]));
    expect(sent).toEqual(['F3']);
  });

  it('sends nothing if all are announced, ignores the states of other records, and throws if the server does not respond', async () => {
    const silent = { announce: () => Promise.reject(new Error('no answer')) };
    expect(await all(announce(vault, silent, [record(1, true)]))).toEqual([]);
    await expect(all(announce(vault, silent, [record(1)]))).rejects.toThrow('no answer');
    const other = {
      announce: (): Promise<AnnouncementResult[]> =>
        Promise.resolve([{ integrityCode: 'f'.repeat(64), state: 'received' as const, receipt: 'x' }]),
    };
    expect(await all(announce(vault, other, [record(1)]))).toEqual([]);
  });
});
