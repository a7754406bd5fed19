import type { OAuthPerson, ProviderName } from './oauth-person.js';

const NAMES: Readonly<Record<ProviderName, string>> = { google: 'Google', facebook: 'Facebook' };

/** Page on which visitors of the demonstration choose an account to sign in with. */
export function chooserPage(
  provider: ProviderName,
  people: readonly OAuthPerson[],
  query: Readonly<Record<string, string>>,
): string {
  const link = (path: string, more: Record<string, string> = {}): string =>
    escape(`${path}?${new URLSearchParams({ ...query, ...more }).toString()}`);
  const items = people
    .map(
      ({ name, email, role }) => `<li><a href="${link('choose', { email })}" data-email="${escape(email)}">
        <strong>${escape(name)}</strong><span>${escape([role, email].filter(Boolean).join(' · '))}</span></a></li>`,
    )
    .join('\n');
  const hidden = Object.entries(query)
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
    .join('');
  return `<!doctype html>
<html lang="es-MX"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Elegir una cuenta · ${NAMES[provider]} de demostración</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; background: #f4f3f6; color: #1d1a22 }
  main { max-width: 30rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border: 1px solid #d8d4de; border-radius: .5rem }
  h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 .5rem }
  .mark { background: #fff4d6; border: 1px solid #c89b1d; padding: .5rem .75rem; border-radius: .25rem }
  ul { list-style: none; margin: 1rem 0; padding: 0 }
  li a { display: block; padding: .75rem; border-top: 1px solid #d8d4de; color: inherit; text-decoration: none }
  li a:hover, li a:focus-visible { background: #f4f3f6 }
  li span { display: block; color: #5a5463; overflow-wrap: anywhere }
  label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit }
  input, button { padding: .625rem; margin-top: .375rem; border: 1px solid #6d6677; border-radius: .25rem; min-height: 2.75rem }
  button { background: #1d1a22; color: #fff; cursor: pointer; margin-bottom: 1rem }
</style></head>
<body><main>
<h1>Elija con qué cuenta de ${NAMES[provider]} entrar</h1>
<p class="mark">Demostración: estas cuentas son inventadas y no piden contraseña.</p>
<ul>${items}</ul>
<form method="get" action="choose">${hidden}
<label for="email">Otra cuenta (correo electrónico)</label>
<input id="email" name="email" type="email" required autocomplete="off">
<button type="submit">Entrar con esta cuenta</button></form>
<a href="${link('cancel')}">Cancelar</a>
</main></body></html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
