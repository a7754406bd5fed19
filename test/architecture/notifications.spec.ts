import { describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { declaredEmails, renderEmails } from '../../scripts/lib/emails.mjs';
import { NotificationsModule } from '../../src/contexts/notifications/notifications.module.js';
import { filesUnder, productionSources, read, root } from './support.js';

const folder = 'src/contexts/notifications/mails';
const emails = declaredEmails(root);

describe('the e-mails of the notifications context', () => {
  it('are each declared in a file of the same name, with event, recipients, occasion and reason', () => {
    expect(emails.length).toBeGreaterThan(0);
    const wrong = emails.filter(
      ({ path, name, on, to, when, why }) =>
        path !== `${folder}/${name}.ts` || [on, to, when, why].some((text) => text === ''),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
    expect(emails.map(({ path }) => path)).toEqual(productionSources(folder));
  });

  it('have descriptions without source code, in which constants are replaced by their values', () => {
    const texts = emails.flatMap(({ to, when, why }) => [to, when, why]);
    expect(texts.filter((text) => /[`${}]/.test(text))).toEqual([]);
  });

  it('have a text and an HTML template, and no template is unused', () => {
    const templates = new Set(emails.map(({ template }) => template));
    const expected = [...templates].flatMap((name) => [`${name}.mail-text.hbs`, `${name}.mail.hbs`]);
    expect(filesUnder('views/notifications', /\.hbs$/)).toEqual(
      expected.map((file) => `views/notifications/${file}`).sort(),
    );
  });

  it('are providers of NotificationsModule', () => {
    const providers = Reflect.getMetadata('providers', NotificationsModule) as readonly Type[];
    const names = new Set(providers.map(({ name }) => name));
    expect(emails.filter(({ className }) => !names.has(className))).toEqual([]);
  });

  it('are sent by a single job', () => {
    const senders = productionSources('src').filter((path) => /\bmailer\.send\(/.test(read(path)));
    expect(senders).toEqual(['src/contexts/notifications/jobs/deliver-mail.ts']);
  });

  it('are each named in docs/data-out.md', () => {
    const listed = read('docs/data-out.md');
    expect(emails.map(({ path }) => path).filter((path) => !listed.includes(`\`${path}\``))).toEqual([]);
  });

  it('are listed in docs/notifications.md (to update: npm run docs)', () => {
    expect(read('docs/notifications.md')).toBe(renderEmails(root));
  });
});
