import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { PUBLIC } from '../../src/kernel/access/access.js';
import { commandSpec, KernelCommand, KernelQuery, querySpec } from '../../src/kernel/messaging/specs.js';
import { ROLE_TABLE } from '../../src/contexts/accounts/index.js';
import { contexts, productionSources, read, root } from './support.js';

/** Public use cases, each with what replaces a permission check. */
const PUBLIC_USE_CASES: Readonly<Record<string, string>> = {
  'accounts.check-account-address': 'compares with the domains of all accounts; looks for no account',
  'accounts.check-new-password': 'the one-time link itself',
  'accounts.is-access-link-open': 'the one-time link itself',
  'accounts.request-password-reset': 'gives every caller the same response; the link goes to the registered address',
  'accounts.set-password': 'the one-time link itself',
  'devices.get-device-period': 'the period of an office, asked for by the random id of a device; no personal data',
  'devices.get-key-set': 'public keys, signed by the root',
  'intake.admit-support': 'the signature of an enrolled device',
  'intake.get-maintenance': 'announced to everyone (§10.2)',
  'processes.find-process-by-code': 'published in the official call',
  'processes.find-seccion': 'published geography',
  'processes.get-assisted-capture': 'published by agreement of the OPL',
  'processes.get-office': 'published in the official call',
  'processes.get-office-rule': 'published in the official call',
  'processes.get-period-of-office': 'published in the official call',
  'processes.get-process': 'published in the official call',
  'processes.get-territory-catalogue': 'published geography',
  'processes.list-municipalities': 'published geography',
  'processes.list-offices': 'published in the official call',
  'transparency.check-receipt': 'the folio with the integrity code of its receipt',
};

/** Queries that, as the system, read data that their actor may not read, each with the reason. */
const READ_AS_SYSTEM: Readonly<Record<string, string>> = {
  'aspirants.get-aspirant-history': 'the names of the officials who acted; the OPL sees only the names',
  'auxiliaries.get-auxiliary-corrections': 'the accounts of the officials who corrected; the scope is checked first',
  'devices.get-device-review': 'the auxiliary of the device, which only devices may read; the scope is checked first',
  'devices.reveal-enrolment': 'the same, for a reason',
  'transparency.check-receipt':
    'anyone who has the folio and integrity code of a receipt may check that the record is intact',
};

/** Queries that run an internal query on behalf of the actor, each with the condition that they check first. */
const ASKS_INTERNAL: Readonly<Record<string, string>> = {
  'control-desk.get-record-image': 'the actor reviews the record or decides on it',
  'control-desk.reveal-record': 'the actor reviews the record or decides on it',
  'control-desk.review-record': 'the actor reviews the record or decides on it',
};

/** Queries that read outside the transaction of the use case, each with the reason. */
const IN_ITS_OWN_TRANSACTION: Readonly<Record<string, string>> = {
  'intake.wait-for-in-flight-uploads':
    'only the system may run it; it waits for other transactions and returns no rows',
};

/** The file and what it imports, directly or indirectly, from its own context, except types. */
function reachedInContext(path: string): string[] {
  const context = path.split('/').slice(0, 3).join('/');
  const reached = new Set([path]);
  for (const file of reached) {
    for (const [, specifier = ''] of read(file).matchAll(
      /^(?:import|export) (?!type\b)[^;]*? from '(\.[^']+)\.js';/gms,
    )) {
      const imported = posix.join(posix.dirname(file), `${specifier}.ts`);
      if (imported.startsWith(`${context}/`) && existsSync(join(root, imported))) reached.add(imported);
    }
  }
  return [...reached];
}

/** Queries of personal data that the monitoring of unusual reading does not count, each with the reason. */
const NOT_WATCHED: Readonly<Record<string, string>> = {
  'accounts.get-account-request': 'officials',
  'accounts.get-declaration': 'officials',
  'accounts.get-official': 'officials',
  'accounts.get-request-oficio': 'officials',
  'accounts.get-signed-declaration': 'officials',
  'accounts.list-officials': 'officials',
  'aspirants.get-aspirant-history': 'the names of the corrected fields',
  'auxiliaries.get-auxiliary': 'for aspirants',
  'auxiliaries.get-auxiliary-record': 'masked',
  'auxiliaries.list-auxiliaries-of-aspirant': 'for aspirants',
  'auxiliaries.list-masked-auxiliaries': 'initials',
  'auxiliaries.list-shared-mailboxes': 'initials',
  'control-desk.get-desk-record': 'no data of the citizen',
  'control-desk.list-disagreements': 'no data of the citizen',
  'results.download-delivery': 'encrypted for the OPL',
  'verification.get-support': 'abbreviated name',
  'verification.list-masked-supports': 'abbreviated names',
};

interface UseCase {
  readonly context: string;
  readonly path: string;
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

async function useCases(kind: 'commands' | 'queries'): Promise<UseCase[]> {
  const found: UseCase[] = [];
  for (const context of contexts) {
    for (const path of productionSources(`src/contexts/${context}/${kind}`)) {
      const name = `${context}.${path.replace(/^.*\//, '').replace(/\.ts$/, '')}`;
      const exports = (await import(pathToFileURL(join(root, path)).href)) as UseCase['exports'];
      found.push({ context, path, name, exports });
    }
  }
  return found;
}

/** Prototypes of the exported classes that extend the base class. */
function subclassPrototypes(exports: UseCase['exports'], base: abstract new (...args: never[]) => object): object[] {
  return Object.values(exports)
    .filter((value): value is new () => object => typeof value === 'function')
    .map((value) => value.prototype as unknown)
    .filter((prototype): prototype is object => prototype instanceof base);
}

const commands = await useCases('commands');
const queries = await useCases('queries');

describe.each([
  { kind: 'command', files: commands, base: KernelCommand, spec: commandSpec },
  { kind: 'query', files: queries, base: KernelQuery, spec: querySpec },
] as const)('every $kind', ({ files, base, spec }) => {
  it('is the only one in a file of the same name and has a permission', () => {
    const wrong = files.filter(({ name, exports }) => {
      const [only, ...others] = subclassPrototypes(exports, base);
      const declared = only && spec(only);
      return others.length > 0 || declared?.name !== name || declared.permission === '';
    });
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('has a handler in the same file, registered in the module of its context', () => {
    const wrong = files.filter(({ context, exports }) => {
      const handlers = Object.keys(exports).filter((name) => name.endsWith('Handler'));
      return handlers.length !== 1 || !read(`src/contexts/${context}/${context}.module.ts`).includes(handlers[0] ?? '');
    });
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('checks its scope or is declared unscoped', () => {
    const scopeCheck =
      /\bwork\.(authorize|authorizeByProof|rows|readCounter|sumCounter)[(<]|\b(authorize[A-Z]\w*|readPage|countUpToLimit|findEntries|searchOfficials)[(<]|\bunscoped:/;
    expect(files.filter(({ path }) => !scopeCheck.test(read(path))).map(({ path }) => path)).toEqual([]);
  });

  it('is public only when listed in PUBLIC_USE_CASES', () => {
    const publicFiles = files.filter(({ exports }) =>
      subclassPrototypes(exports, base).some((one) => spec(one)?.permission === PUBLIC),
    );
    const unlisted = publicFiles.filter(({ name }) => !(name in PUBLIC_USE_CASES)).map(({ name }) => name);
    expect(unlisted).toEqual([]);
  });
});

describe('a query', () => {
  const queriesMatching = (pattern: RegExp) =>
    queries.filter(({ path }) => pattern.test(read(path))).map(({ name }) => name);

  it('reads as the system only when listed in READ_AS_SYSTEM', () => {
    expect(queriesMatching(/\bsystemActor\(/)).toEqual(Object.keys(READ_AS_SYSTEM).sort());
  });

  it('of personal data is counted by the monitoring of unusual reading, unless listed in NOT_WATCHED', () => {
    const unwatched = queries.filter(({ exports }) =>
      subclassPrototypes(exports, KernelQuery).some((one) => {
        const { personalData, watched, permission = '', heldBy } = querySpec(one) ?? {};
        const forOfficials = Object.values(ROLE_TABLE).some(({ permissions }) => permissions.includes(permission));
        return personalData === true && watched === undefined && heldBy !== 'system' && forOfficials;
      }),
    );
    expect(unwatched.map(({ name }) => name).sort()).toEqual(Object.keys(NOT_WATCHED).sort());
  });

  it('runs internal queries on behalf of its actor only when listed in ASKS_INTERNAL', () => {
    expect(queriesMatching(/\bwithOnly\(/)).toEqual(Object.keys(ASKS_INTERNAL).sort());
    const unchecked = queries.filter(
      ({ path }) => /\bwithOnly\(/.test(read(path)) && !/\bauthorizeReview\(/.test(read(path)),
    );
    expect(unchecked.map(({ path }) => path)).toEqual([]);
  });

  it('reads through the unit of work, never through EntityManager', () => {
    expect(queriesMatching(/\bEntityManager\b/)).toEqual(Object.keys(IN_ITS_OWN_TRANSACTION).sort());
  });

  it('uses no code of its context that reads in another transaction, which the database would not limit', () => {
    const leaving = queries.flatMap(({ path, name }) => {
      const found = reachedInContext(path).filter((file) => /\.fork\(\)/.test(read(file)));
      return found.length > 0 ? [name] : [];
    });
    expect(leaving).toEqual(Object.keys(IN_ITS_OWN_TRANSACTION).sort());
  });
});

describe('PUBLIC_USE_CASES', () => {
  it('lists only use cases that exist', () => {
    const names = new Set([...commands, ...queries].map(({ name }) => name));
    expect(Object.keys(PUBLIC_USE_CASES).filter((name) => !names.has(name))).toEqual([]);
  });
});
