/** Shapes, text and paint. Other elements may run code, load external resources or expand without limit. */
const ELEMENTS: ReadonlySet<string> = new Set(
  (
    'svg g defs symbol use title desc style path rect circle ellipse line polyline polygon text tspan ' +
    'linearGradient radialGradient stop clipPath mask pattern'
  ).split(' '),
);
/** Namespaces that drawing programs use for their metadata; renderers ignore them. */
const EDITOR_NAMESPACES: ReadonlySet<string> = new Set(['sodipodi', 'inkscape', 'rdf', 'cc', 'dc']);

const MAX_ELEMENTS = 5000;
/** Nested `use` elements multiply exponentially; an emblem needs only a few. */
const MAX_USES = 12;

const TAG = /<(\/?)([A-Za-z][\w.-]*)(?::([\w.-]+))?((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([\w.:-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
const DECLARATION = /^\s*<\?xml\s[^?<>]*\?>/;
const COMMENT = /<!--[^]*?-->/y;

/**
 * Whether an SVG contains only plain shapes: no script or event handler, no external link or reference, no embedded
 * image, no foreign content, no document type or entity, no external stylesheet.
 */
export function isSafeSvg(text: string): boolean {
  const source = text.replace(/^\uFEFF/, '');
  const declaration = DECLARATION.exec(source)?.[0] ?? '';
  if (/encoding\s*=/i.test(declaration) && !/encoding\s*=\s*["']utf-8["']/i.test(declaration)) return false;
  if (source.includes('\0')) return false;
  const counts = { elements: 0, copies: 0 };
  let at = declaration.length;
  for (;;) {
    const next = source.indexOf('<', at);
    if (!isSafeText(source.slice(at, next === -1 ? undefined : next))) return false;
    if (next === -1) break;
    at = skipMarkup(source, next, counts);
    if (at === -1) return false;
  }
  return counts.elements > 0;
}

/** Returns the end of the tag or comment that starts at `from`, or -1 if it is not allowed. */
function skipMarkup(source: string, from: number, counts: { elements: number; copies: number }): number {
  COMMENT.lastIndex = from;
  if (COMMENT.test(source)) return COMMENT.lastIndex;
  TAG.lastIndex = from;
  const tag = TAG.exec(source);
  if (!tag) return -1;
  const [whole, closing, first = '', second, attributes = ''] = tag;
  const isMetadata = second !== undefined && EDITOR_NAMESPACES.has(first.toLowerCase());
  const name = second === undefined || first.toLowerCase() === 'svg' ? (second ?? first) : undefined;
  if (!isMetadata && (name === undefined || !(ELEMENTS.has(name) || name === 'metadata'))) return -1;
  if (closing !== '/') {
    counts.elements += 1;
    if (name === 'use') counts.copies += 1;
  }
  if (counts.elements > MAX_ELEMENTS || counts.copies > MAX_USES) return -1;
  for (const [, attribute = '', double, single] of attributes.matchAll(ATTRIBUTE)) {
    if (!isSafeAttribute(attribute, double ?? single ?? '', isMetadata)) return -1;
  }
  return from + whole.length;
}

function isSafeAttribute(name: string, value: string, isMetadata: boolean): boolean {
  const local = name.replace(/^.*:/, '').toLowerCase();
  if (local.startsWith('on')) return false;
  if (name.startsWith('xmlns')) return true;
  // A URL in editor metadata (`rdf:resource`) is a name and is never loaded.
  if (local === 'href' || local === 'src') return !isMetadata && /^#[\w.-]+$/.test(value);
  return isSafeText(value);
}

/** Checks text, styles and attribute values: no external references, and no escapes that could hide one. */
function isSafeText(text: string): boolean {
  if (/\\|@import|javascript:|expression\s*\(|-moz-binding/i.test(text)) return false;
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)/.test(text)) return false;
  const decoded = text.replace(/&#x([\da-fA-F]+);|&#(\d+);/g, (_, hex?: string, decimal?: string) =>
    String.fromCodePoint(Math.min(0x10ffff, hex === undefined ? Number(decimal) : parseInt(hex, 16))),
  );
  return [...decoded.matchAll(/url\s*\(([^)]*)/gi)].every(([, target = '']) =>
    /^\s*["']?#[\w.-]+["']?\s*$/.test(target.replace(/&(quot|apos);/g, "'")),
  );
}
