/**
 * Adapts AdminJS's HTML: replaces its link to Google Fonts with our icon, removes its style reset, sets the language,
 * adds the CSP nonce to scripts, and adds a version to bundle URLs so that browsers can cache them.
 */
export function adaptPage(html: string, nonce: string, version: string): string {
  return html
    .replace(
      /<link[^>]*fonts\.googleapis\.com[^>]*>/g,
      '<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">',
    )
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<html lang=\S+>/, '<html lang="es-MX">')
    .replace(/\.bundle\.js"/g, `.bundle.js?v=${version}"`)
    .replaceAll('<script', `<script nonce="${nonce}"`);
}
