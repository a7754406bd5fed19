import type { Page } from 'playwright-core';

/**
 * Words of the page that break across lines, each with its element. E-mail addresses, folios and codes do not count:
 * they may break anywhere.
 */
export function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(SEARCH);
}

/**
 * Everything in a cell of a table that has no space in it and breaks across lines: words, state chips, folios, ids,
 * dates. Only e-mail addresses, addresses of pages and the longest codes may break.
 */
export function brokenCells(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(SEARCH_CELLS);
}

/** Cells of a row whose first line of text is not on the line of the row's first cell. */
export function unevenCells(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(SEARCH_UNEVEN);
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

const SEARCH_CELLS = `(() => {
  const broken = new Set();
  const range = document.createRange();
  const isHidden = (element) => element !== null && (element.offsetWidth <= 1 || isHidden(element.parentElement));
  for (const cell of document.querySelectorAll('table td, table th')) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      if (isHidden(node.parentElement)) continue;
      for (const token of node.data.matchAll(/\\S+/g)) {
        if (/@|:\\/\\//.test(token[0]) || token[0].length > 40) continue;
        range.setStart(node, token.index);
        range.setEnd(node, token.index + token[0].length);
        const lines = [...range.getClientRects()].filter(({ width }) => width > 1).map(({ top }) => Math.round(top));
        if (new Set(lines).size > 1) broken.add(token[0]);
      }
    }
  }
  return [...broken];
})()`;

/** Texts of the same typeface and size on one baseline have the same top. */
const SEARCH_UNEVEN = `(() => {
  const uneven = [];
  const range = document.createRange();
  const firstText = (cell) => {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      if (node.data.trim() === '' || node.parentElement.closest('.hidden, button, .button')) continue;
      const start = node.data.search(/\\S/);
      range.setStart(node, start);
      range.setEnd(node, start + 1);
      const { fontFamily, fontSize } = getComputedStyle(node.parentElement);
      return { text: node.data.trim(), font: fontFamily + fontSize, top: range.getBoundingClientRect().top };
    }
  };
  for (const row of document.querySelectorAll('table tbody tr')) {
    const tops = new Map();
    for (const found of [...row.cells].map(firstText)) {
      if (found === undefined) continue;
      const first = tops.get(found.font) ?? found;
      tops.set(found.font, first);
      if (Math.abs(first.top - found.top) > 1) uneven.push(first.text + ' / ' + found.text);
    }
  }
  return uneven;
})()`;
