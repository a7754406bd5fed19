import type { Page } from 'playwright-core';

/**
 * Words of the page that break across lines, each with its element. E-mail addresses, folios and codes do not count:
 * they may break anywhere.
 */
export function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(SEARCH);
}

const SEARCH = `(() => {
  const broken = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  // Text for screen readers only is one pixel wide.
  const isHidden = (element) => element !== null && (element.offsetWidth === 1 || isHidden(element.parentElement));
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    if (node.parentElement.closest('.code, code') || isHidden(node.parentElement)) continue;
    for (const token of node.data.matchAll(/\\S+/g)) {
      if (/[\\d@_\\/]|\\.\\p{L}/u.test(token[0])) continue;
      for (const word of token[0].matchAll(/\\p{L}{2,}/gu)) {
        const from = token.index + word.index;
        range.setStart(node, from);
        range.setEnd(node, from + word[0].length);
        const lines = [...range.getClientRects()].filter(({ width }) => width > 1).map(({ top }) => Math.round(top));
        const parent = node.parentElement;
        if (new Set(lines).size > 1) broken.add(word[0] + ' in ' + parent.tagName.toLowerCase() + '.' + parent.className);
      }
    }
  }
  return [...broken];
})()`;
