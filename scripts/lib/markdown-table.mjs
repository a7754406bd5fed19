/** A Markdown table with aligned columns, as Prettier formats it. */
export function markdownTable(header, rows) {
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => [...row[column]].length), 3));
  const line = (cells) => `| ${cells.map((cell, column) => padded(cell, widths[column])).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const padded = (cell, width) => cell + ' '.repeat(width - [...cell].length);
