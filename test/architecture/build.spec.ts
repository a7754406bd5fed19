import { describe, expect, it } from '@jest/globals';
import { filesUnder, read } from './support.js';

interface NestCli {
  readonly compilerOptions: { readonly tsConfigPath: string; readonly assets: readonly string[] };
}

describe('nest-cli.json', () => {
  const { compilerOptions } = JSON.parse(read('nest-cli.json')) as NestCli;

  it('builds with type checking and the decorator metadata that Nest injection needs', () => {
    const { compilerOptions: build } = JSON.parse(read(compilerOptions.tsConfigPath)) as {
      compilerOptions: Record<string, unknown>;
    };
    const { compilerOptions: base } = JSON.parse(read('tsconfig.json')) as { compilerOptions: Record<string, unknown> };
    expect({ ...base, ...build }).toMatchObject({ noEmit: false, outDir: 'dist', emitDecoratorMetadata: true });
    expect({ ...base, ...build }).not.toHaveProperty('noCheck');
  });

  it('copies every server file that the compiler does not emit', () => {
    const [, extensions = ''] = /^\*\*\/\*\.\{(.+)\}$/.exec(compilerOptions.assets[0] ?? '') ?? [];
    const copied = new Set(extensions.split(','));
    const assets = filesUnder('src', /./).filter((path) => !/\.tsx?$/.test(path));
    expect(assets.length).toBeGreaterThan(0);
    expect(assets.filter((path) => !copied.has(path.replace(/^.*\./, '')))).toEqual([]);
  });
});
