import { describe, expect, it } from '@jest/globals';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { detailLabels } from '../../src/admin/audit/labels.js';
import { CONTRIBUTIONS } from '../../src/admin/contributions.js';

const root = join(import.meta.dirname, '..', '..');

/** A detail whose values are words of the code. */
interface WordDetail {
  readonly file: string;
  readonly key: string;
  readonly words: readonly string[];
}

/** The details that commands, queries and jobs leave in the audit log and whose type is a closed list of words. */
function wordDetails(): WordDetail[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { fileNames, options } = ts.parseJsonConfigFileContent({ ...config, include: ['src'] }, ts.sys, root);
  const program = ts.createProgram(
    fileNames.filter((file) => !file.endsWith('spec.ts')),
    options,
  );
  const checker = program.getTypeChecker();
  const found: WordDetail[] = [];
  for (const source of program.getSourceFiles()) {
    const file = relative(join(root, 'src'), source.fileName);
    if (!file.startsWith('contexts/') || file.includes('/admin/') || !/audit\(|notes: /.test(source.text)) continue;
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && node.name.getText() === 'details') {
        for (const property of checker.getTypeAtLocation(node.initializer).getProperties()) {
          const type = checker.getTypeOfSymbolAtLocation(property, node);
          const parts = (type.isUnion() ? type.types : [type]).filter(
            ({ flags }) => (flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) === 0,
          );
          const words = parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
          if (words.length > 0 && words.length === parts.length) found.push({ file, key: property.name, words });
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

describe('the details of the audit log', () => {
  it('have a Spanish label for every value that the code defines', () => {
    const detailsOf = detailLabels(CONTRIBUTIONS.flatMap(({ audit }) => audit ?? []));
    const details = wordDetails();
    const unlabelled = details.flatMap(({ file, key, words }) => {
      const detail = detailsOf(`${file.split('/')[1] ?? ''}.`)[key];
      // Other values of a detail with `values` are not shown.
      if (detail === undefined || detail.values) return [];
      return words.filter((word) => detail.words?.[word] === undefined).map((word) => `${file} ${key}: ${word}`);
    });
    expect(details).toContainEqual(expect.objectContaining({ key: 'part', words: expect.arrayContaining(['selfie']) }));
    expect(unlabelled).toEqual([]);
  }, 120_000);
});
