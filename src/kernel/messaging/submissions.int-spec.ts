import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import fc from 'fast-check';
import { z } from 'zod';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { eventually } from '../../../test/support/eventually.js';
import type { Actor } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { DomainError } from '../errors/domain-error.js';
import { Dispatcher } from './dispatcher.js';
import { CommandSpec, KernelCommand } from './specs.js';
import { runInSubmission } from './submission.js';
import { canonicalText, SUBMISSION_RETENTION_MS, Submissions } from './submissions.js';
import { UnitOfWork } from './unit-of-work.js';

interface Noted {
  readonly note: string;
  readonly at: Date;
  readonly bytes: Uint8Array;
  readonly nothing: undefined;
}

const input = z.object({ text: z.string().min(1), then: z.enum(['end', 'refuse', 'nest']).default('end') });

@CommandSpec({ name: 'sample.add-note', permission: 'sample.note', input })
class AddNote extends KernelCommand<z.input<typeof input>, Noted> {}

@CommandSpec({ name: 'sample.cross-out', permission: 'sample.note', input })
class CrossOut extends KernelCommand<z.input<typeof input>, string> {}

/** Holds the handler until a test opens it. */
@Injectable()
class Gate {
  pass: Promise<void> = Promise.resolve();
  entered = 0;
}

@CommandHandler(AddNote)
class AddNoteHandler implements ICommandHandler<AddNote> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly gate: Gate,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { text, then } }: AddNote): Promise<Noted> {
    this.work.authorize({ entidad: '22' });
    this.gate.entered += 1;
    await this.gate.pass;
    await this.work.sql('insert into sample.note (text) values ($1)', [text]);
    this.work.audit({ subject: ['note', text] });
    if (then === 'nest') await this.dispatcher.run(this.work.actor, new CrossOut({ text }));
    if (then === 'refuse') throw new DomainError('SAMPLE.REFUSED', { kind: 'invalid', field: 'text' });
    return { note: text, at: new Date('2027-01-05T18:00:00Z'), bytes: new Uint8Array([0, 255]), nothing: undefined };
  }
}

@CommandHandler(CrossOut)
class CrossOutHandler implements ICommandHandler<CrossOut> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { text } }: CrossOut): Promise<string> {
    this.work.authorize({ entidad: '22' });
    await this.work.sql(`insert into sample.note (text) values ($1 || ' crossed out')`, [text]);
    return text;
  }
}

@Module({ imports: [CqrsModule], providers: [AddNoteHandler, CrossOutHandler, Gate] })
class SampleModule {}

const ANA: Actor = {
  kind: 'official',
  id: 'ana',
  label: 'opl',
  permissions: new Set(['sample.note']),
  scope: { entidad: '22' },
};
const LUZ: Actor = { ...ANA, id: 'luz' };

let context: TestContext;
let dispatcher: Dispatcher;
let gate: Gate;
let texts = 0;

const rows = <Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> =>
  asOwner(context.module).execute<Row[]>(sql, params);
const notes = async (text: string): Promise<number> =>
  (await rows('select 1 from sample.note where text = ?', [text])).length;
const newText = (): string => `note ${String((texts += 1))}`;
const submit = (key: string, text: string, actor = ANA, then: 'end' | 'refuse' | 'nest' = 'end'): Promise<Noted> =>
  runInSubmission(key, () => dispatcher.run(actor, new AddNote({ text, then })));
const waitingForLocks = async (): Promise<number> =>
  (await rows("select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")).length;

beforeAll(async () => {
  context = await contextModule([SampleModule]);
  dispatcher = context.module.get(Dispatcher);
  gate = context.module.get(Gate);
  await rows('create schema sample');
  await rows('create table sample.note (text text)');
  await rows('grant usage on schema sample to public');
  await rows('grant all on sample.note to public');
});

afterAll(async () => {
  await context.close();
});

describe('a form that is sent again', () => {
  it('is processed once, is audited once and gets the same answer', async () => {
    const [key, text] = [randomId(), newText()];
    const first = await submit(key, text);
    expect(await submit(key, text)).toEqual(first);
    expect(first.at).toBeInstanceOf(Date);
    expect(await notes(text)).toBe(1);
    expect(
      await rows("select 1 from kernel.audit_entry where action = 'sample.add-note' and actor_id = 'ana'"),
    ).toHaveLength(1);
  });

  it('waits for the first submission if that is still running, and gets its answer', async () => {
    const [key, text] = [randomId(), newText()];
    let open: () => void = () => undefined;
    gate.pass = new Promise((resolve) => (open = resolve));
    gate.entered = 0;
    const first = submit(key, text);
    await eventually('the first submission to run', () => Promise.resolve(gate.entered === 1));
    const second = submit(key, text);
    await eventually('the second submission to wait', async () => (await waitingForLocks()) === 1);
    open();
    const [one, other] = await Promise.all([first, second]);
    expect(other).toEqual(one);
    expect([await notes(text), gate.entered]).toEqual([1, 1]);
  });

  it('runs if the first submission, which it waited for, was rolled back', async () => {
    const [key, text] = [randomId(), newText()];
    let open: () => void = () => undefined;
    gate.pass = new Promise((resolve) => (open = resolve));
    gate.entered = 0;
    const refused = expect(submit(key, text, ANA, 'refuse')).rejects.toMatchObject({ code: 'SAMPLE.REFUSED' });
    await eventually('the first submission to run', () => Promise.resolve(gate.entered === 1));
    const corrected = submit(key, text);
    await eventually('the second submission to wait', async () => (await waitingForLocks()) === 1);
    open();
    await refused;
    await expect(corrected).resolves.toMatchObject({ note: text });
    expect(await notes(text)).toBe(1);
  });

  it('is refused if its input changed after it was processed', async () => {
    const [key, text] = [randomId(), newText()];
    await submit(key, text);
    const changed = newText();
    await expect(submit(key, changed)).rejects.toMatchObject({ code: 'KERNEL.SUBMISSION_CHANGED', kind: 'conflict' });
    expect([await notes(text), await notes(changed)]).toEqual([1, 0]);
  });

  it('is refused if its key was used for another command', async () => {
    const [key, text] = [randomId(), newText()];
    await submit(key, text);
    const other = runInSubmission(key, () => dispatcher.run(ANA, new CrossOut({ text })));
    await expect(other).rejects.toMatchObject({ code: 'KERNEL.SUBMISSION_CHANGED' });
  });

  it('runs after a refusal, with the corrected input', async () => {
    const [key, text] = [randomId(), newText()];
    await expect(submit(key, text, ANA, 'refuse')).rejects.toMatchObject({ code: 'SAMPLE.REFUSED' });
    await submit(key, text);
    expect(await notes(text)).toBe(1);
  });

  it('reveals nothing to another actor who sends the same key, which counts as a different form', async () => {
    const [key, text] = [randomId(), newText()];
    await submit(key, text, ANA);
    await submit(key, text, LUZ);
    expect(await notes(text)).toBe(2);
  });

  it('is refused like any request if the actor has lost the permission since', async () => {
    const [key, text] = [randomId(), newText()];
    await submit(key, text);
    const former = { ...ANA, permissions: new Set<string>() };
    await expect(submit(key, text, former)).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
  });

  it('replays each of several commands', async () => {
    const [key, one, two] = [randomId(), newText(), newText()];
    const both = (): Promise<readonly Noted[]> =>
      runInSubmission(key, async () => [
        await dispatcher.run(ANA, new AddNote({ text: one })),
        await dispatcher.run(ANA, new AddNote({ text: two })),
      ]);
    const first = await both();
    expect(await both()).toEqual(first);
    expect([await notes(one), await notes(two)]).toEqual([1, 1]);
  });

  it('replays a command together with the commands that it ran itself', async () => {
    const [key, text] = [randomId(), newText()];
    await submit(key, text, ANA, 'nest');
    await submit(key, text, ANA, 'nest');
    expect([await notes(text), await notes(`${text} crossed out`)]).toEqual([1, 1]);
  });

  it('runs again once its key has expired, after which the key can be deleted', async () => {
    const [key, text] = [randomId(), newText()];
    const { clock } = context;
    await submit(key, text);
    clock.advance(SUBMISSION_RETENTION_MS);
    await submit(key, text);
    expect(await notes(text)).toBe(1);
    clock.advance(1);
    await submit(key, text);
    expect(await notes(text)).toBe(2);
    clock.advance(SUBMISSION_RETENTION_MS + 1);
    expect(await context.module.get(Submissions).deleteOld()).toBeGreaterThan(0);
    expect(await rows('select 1 from kernel.form_submission')).toEqual([]);
  });
});

describe('the stored submission of a form', () => {
  it('contains neither its input nor its answer in plaintext', async () => {
    const [key, text] = [randomId(), 'VILLAGRAN OSORIO'];
    await submit(key, text);
    const [stored] = await rows<{ row: string; result: Buffer }>(
      'select known::text as row, result from kernel.form_submission known where key = ?',
      [key],
    );
    expect(stored?.row).not.toContain(text);
    expect(stored?.result.includes(text)).toBe(false);
  });

  it('compares inputs by their values, not by the order of their fields (property)', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
        const reversed = Object.fromEntries(Object.entries(fields).reverse());
        expect(canonicalText(reversed)).toBe(canonicalText(fields));
        expect(canonicalText({ ...fields, absent: undefined })).toBe(canonicalText({ ...fields, absent: undefined }));
      }),
    );
    expect(canonicalText({ scan: new Uint8Array([1]) })).not.toBe(canonicalText({ scan: new Uint8Array([2]) }));
    expect(canonicalText({ a: ['b'] })).not.toBe(canonicalText({ a: 'b' }));
    expect(canonicalText({ a: { b: 'c' } })).not.toBe(canonicalText({ a: [['b', 'c']] }));
  });
});
