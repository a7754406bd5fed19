/** The part of fontkit that the system uses; the package has no types. */
declare module 'fontkit' {
  interface Path {
    scale(x: number, y: number): Path;
    translate(x: number, y: number): Path;
    toSVG(): string;
  }

  interface Font {
    readonly unitsPerEm: number;
    /** The code points that the font has. */
    readonly characterSet: readonly number[];
    layout(text: string): {
      readonly glyphs: readonly { readonly path: Path }[];
      readonly positions: readonly { readonly xAdvance: number }[];
    };
  }

  /** Opens a file with one font. */
  export function openSync(file: string): Font;
}
