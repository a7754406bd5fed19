// docs/notifications.md, from the `@Mail` declarations.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'src/contexts/notifications/mails';

/** Every declared mail, by name, with the texts of its declaration. */
export function declaredMails(root) {
  return readdirSync(join(root, FOLDER))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(root, FOLDER, file), 'utf8');
      const [, declaration = '', className = ''] = /@Mail\(\{([\s\S]*?)\n\}\)\nexport class (\w+)/.exec(text) ?? [];
      const field = (name) => new RegExp(`\\n  ${name}:\\s*'?([^'\\n]*?)'?,\\n`).exec(`${declaration}\n`)?.[1] ?? '';
      const [name, on, to, when, why] = ['name', 'on', 'to', 'when', 'why'].map(field);
      return {
        path: `${FOLDER}/${file}`,
        className,
        ...{ name, on, to, when, why },
        template: field('template') || name,
        digest: field('digest') === 'true',
        onceOnly: field('onceOnly') === 'true',
      };
    });
}

export function renderMails(root) {
  const rows = declaredMails(root).map(({ path, name, on, to, when, why, digest, onceOnly }) => {
    const how = [digest && 'one e-mail for what happens within `MAIL_DIGEST_SECONDS`', onceOnly && 'once'];
    return `| \`${name}\` | ${to} | ${when} | ${why} | ${how.filter(Boolean).join('; ')} | \`${on}\` | \`${path}\` |`;
  });
  return `# Mails

Every e-mail that the system sends, written by \`npm run docs\` from the \`@Mail\` declarations in \`${FOLDER}/\`.

| mail | to | when | why | grouped | on event | declared in |
| ---- | -- | ---- | --- | ------- | -------- | ----------- |
${rows.join('\n')}

Each recipient of each event has one row in \`notifications.message\` and is sent to by a job of their own: an address that fails delays
nobody else. The row keeps who receives the mail, not the address, and is settled in the transaction that sends. A process that is killed
after the mail server took the mail and before the commit sends that mail again, with the same Message-ID. One-time links are made when the
mail is composed.
`;
}
