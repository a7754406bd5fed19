export interface TextStyle {
  readonly fill?: string;
  readonly weight?: number;
  readonly opacity?: number;
  readonly mono?: boolean;
  /** Fits the line to this length, so that columns align with any font. */
  readonly length?: number;
}

export function escapeXml(content: string): string {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

export function text(x: number, y: number, size: number, content: string, style: TextStyle = {}): string {
  const family = style.mono ? 'OCR B, DejaVu Sans Mono, monospace' : 'DejaVu Sans, Arial, sans-serif';
  if (style.length !== undefined) return spread(x, y, size, content, style.length, family);
  return `<text x="${x}" y="${y}" font-family="${family}" font-size="${size}" font-weight="${style.weight ?? 400}" fill="${style.fill ?? '#1c1c1c'}" opacity="${style.opacity ?? 1}">${escapeXml(content)}</text>`;
}

/** One character per cell, like a machine-readable zone. */
function spread(x: number, y: number, size: number, content: string, length: number, family: string): string {
  const step = length / content.length;
  const cells = [...content].map(
    (character, index) => `<text x="${(x + (index + 0.5) * step).toFixed(1)}" y="${y}">${escapeXml(character)}</text>`,
  );
  return `<g font-family="${family}" font-size="${size}" text-anchor="middle" fill="#111">${cells.join('')}</g>`;
}
