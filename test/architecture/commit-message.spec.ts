import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { subjectProblems } from '../../scripts/lib/commit-message.mjs';
import { root } from './support.js';

describe('the check of the commit subject', () => {
  it.each([
    'Refuse auxiliaries under 18 on the day (§6.4)',
    'Address mail by its owner',
    'Process blobs in batches',
    'Seed the demonstration',
    `Merge branch 'x' ${'of a long name '.repeat(10)}`,
  ])('accepts: %s', (subject) => {
    expect(subjectProblems(`${subject}\n\nBody.`)).toEqual([]);
  });

  it.each([
    ['Refused auxiliaries under 18', ['is not imperative: Refused']],
    ['Fixing the queue', ['is not imperative: Fixing']],
    ['Adds a queue', ['is not imperative: Adds']],
    ['fix the queue.', ['does not begin with a capital letter', 'ends with punctuation']],
    [`Move ${'x'.repeat(68)}`, ['has 73 characters; at most 72']],
  ])('rejects: %s', (subject, problems) => {
    expect(subjectProblems(subject)).toEqual(problems);
  });
});

describe('the commit-msg hook', () => {
  let folder: string;
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', `core.hooksPath=${join(root, 'scripts', 'git-hooks')}`, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', ...author },
    });
  const author = {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.org',
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'apoyo-hook-'));
    git('init', '--quiet');
    // The hook runs the script of the repository where it is installed.
    writeFileSync(join(folder, 'file'), '');
    spawnSync('ln', ['-s', join(root, 'scripts'), join(folder, 'scripts')]);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('rejects a commit with an invalid subject and prints the reason', () => {
    const { status, stderr } = git('commit', '--allow-empty', '--message', 'Added a thing');
    expect([status, stderr.trim()]).toEqual([1, 'The subject is not imperative: Added.']);
  });

  it('accepts a commit with a valid subject', () => {
    expect(git('commit', '--allow-empty', '--message', 'Add a thing').status).toBe(0);
  });
});
