import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { emptyFieldMessage } from './empty-field-message.js';

describe('the sentence for an empty field', () => {
  it.each([
    ['Apellido paterno', 'Escriba', 'Escriba el apellido paterno.'],
    ['Nombre(s)', 'Escriba', 'Escriba el nombre.'],
    ['Clave de elector', 'Escriba', 'Escriba la clave de elector.'],
    ['CIC', 'Escriba', 'Escriba el CIC.'],
    ['CURP', 'Escriba', 'Escriba la CURP.'],
    ['Género', 'Elija', 'Elija el género.'],
    ['A quién', 'Elija', 'Elija a quién.'],
    ['Cuántos registros', 'Escriba', 'Escriba cuántos registros.'],
    ['Último día de vigencia', 'Escriba', 'Escriba el último día de vigencia.'],
  ] as const)('labelled «%s», with the verb «%s», is «%s»', (label, verb, sentence) => {
    expect(emptyFieldMessage(label, verb)).toBe(sentence);
  });

  it('quotes a label that it does not know', () => {
    expect(emptyFieldMessage('Vinculado a', 'Elija')).toBe('Elija «Vinculado a».');
  });

  it('quotes no label of the back office or portal, unless the field has a sentence of its own', () => {
    const quoted: string[] = [];
    for (const path of sources(join(import.meta.dirname, '..', '..'))) {
      const source = readFileSync(path, 'utf8');
      for (const [element = ''] of source.matchAll(/<(?:\w+Field|TextArea)\b[^>]*?\/>/gs)) {
        const [, label] = /\blabel="([^"]+)"/.exec(element) ?? [];
        const isAsked = !/\boptional\b(?!=)|\bmissing=|<Checkbox|<Confirmation/.test(element);
        if (label !== undefined && isAsked && emptyFieldMessage(label).includes('«')) quoted.push(`${path}: ${label}`);
      }
    }
    expect(quoted).toEqual([]);
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tsx'))
    .map((path) => join(folder, path));
}
