import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Views, viewsFolder } from '../../kernel/http/views.js';

const folder = join(viewsFolder, 'notifications');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.mail.hbs'))
  .map((file) => file.replace('.mail.hbs', ''));
const source = (file: string): string => readFileSync(join(folder, file), 'utf8');

/** The recipient has nothing to do. */
const WITHOUT_ACTION = ['audit-heads'];

describe('an e-mail template', () => {
  it.each(names.filter((name) => !WITHOUT_ACTION.includes(name)))(
    'links to what the recipient has to do: %s',
    (name) => {
      expect(source(`${name}.mail.hbs`)).toMatch(/<a (class="action" )?href="(\{\{\w+\}\}|tel:)/);
    },
  );

  it.each(names)('contains the same links in the plain text: %s', (name) => {
    const links = source(`${name}.mail.hbs`).matchAll(/href="\{\{(\w+)\}\}"/g);
    for (const [, variable = ''] of links) expect(source(`${name}.mail-text.hbs`)).toContain(`{{{${variable}}}}`);
  });

  it('defines colours for a light and a dark background, and allows a long code to break', () => {
    const integrityCode = '0123456789abcdef'.repeat(4);
    const html = new Views().render('notifications/citizen-receipt.mail', { integrityCode });
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html).toContain(integrityCode.match(/.{8}/g)?.join('<wbr>') ?? '');
  });

  it('breaks no folio or id at a hyphen, and an address only after @ and a period', () => {
    const views = new Views();
    const idAuxiliar = 'AUX-QRO-2027-01-00001-X';
    const registration = views.render('notifications/registration.mail', { idAuxiliar });
    expect(registration).toContain(`style="white-space:nowrap">${idAuxiliar}<`);
    const access = views.render('notifications/access-link.mail', { account: 'ana-luz.vega@ieeq.mx' });
    expect(access.replace(/<(?!wbr)[^>]+>/g, '')).toContain('ana-luz.<wbr>vega@<wbr>ieeq.<wbr>mx');
  });
});
