/**
 * AdminJS's page as this system may send it: without its link to Google's fonts and its own style reset, its inline
 * scripts under the answer's nonce, its bundles by their version so that browsers keep them.
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
