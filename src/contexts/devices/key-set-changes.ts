import { PAIR_LABELS } from '../../kernel/crypto/key-lines.js';
import { keyPairName, type PublicJwk } from '../../kernel/crypto/signing.js';
import { expiringKeySetSchema, type ExpiringKeySet } from '#electoral/wire';
import { contains, keysOf } from './domain/key-set.js';

interface KeyChange {
  readonly label: string;
  readonly key: PublicJwk;
  readonly note: string;
}

/** Every key of a set, and those of the previous one that it leaves out. */
export function changesOf(previous: ExpiringKeySet | undefined, next: ExpiringKeySet): KeyChange[] {
  const isNew = (key: KeySetKey): boolean => previous !== undefined && !contains(previous, key);
  const kept = labelled(next).map(([label, key]) => ({ label, key, note: isNew(key) ? 'NUEVA' : '' }));
  const left = previous ? labelled(previous).filter(([, key]) => !contains(next, key)) : [];
  return [...kept, ...left.map(([label, key]) => ({ label, key, note: 'YA NO ESTÁ' }))];
}

type KeySetKey = ReturnType<typeof keysOf>[number];

function labelled({ intake, receipt, lease }: ExpiringKeySet): [string, KeySetKey][] {
  return Object.entries({ intake: [intake], receipt, lease }).flatMap(([pair, keys]) =>
    keys.map((key): [string, KeySetKey] => [PAIR_LABELS[keyPairName(pair)] ?? pair, key]),
  );
}

/**
 * The unverified payload of a signed set, for the person who compares its keys.
 * @throws Error if it is not a key set.
 */
export function payloadOf(jws = ''): ExpiringKeySet {
  return expiringKeySetSchema.parse(JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()));
}
