import { describe, expect, it } from '@jest/globals';
import { cliCommand, CliUsageError } from './cli-command.js';
import { parseCommandLine } from './command-line.js';

const nothing = () => Promise.resolve();
const load = cliCommand({
  name: 'roll load',
  purpose: 'carga un corte',
  argument: { name: 'ARCHIVO', purpose: 'el archivo del corte' },
  options: { from: { value: 'INSTANTE', purpose: 'desde cuándo' } },
  exitsWithOneWhen: 'si falta un renglón',
  run: nothing,
});
const tickets = cliCommand({
  name: 'load tickets',
  purpose: 'da pases',
  options: { out: { value: 'ARCHIVO', purpose: 'dónde se escriben', required: true } },
  run: nothing,
});
const verify = cliCommand({
  name: 'audit verify',
  purpose: 'comprueba',
  options: { all: { value: '', flag: true, purpose: 'todo' }, heads: { value: 'ARCHIVO', purpose: 'las firmas' } },
  run: nothing,
});
const migrate = cliCommand({ name: 'migrate', purpose: 'aplica los cambios', run: nothing });
const parse = (line: string) => parseCommandLine([load, tickets, verify, migrate], line === '' ? [] : line.split(' '));

describe("the operators' command line", () => {
  it('accepts options without a value', () => {
    const values = { all: 'yes', heads: 'firmas.jws' };
    expect(parse('audit verify --all --heads firmas.jws')).toEqual({ command: verify, values, argument: '' });
    expect(parse('audit verify --heads firmas.jws --all')).toEqual({ command: verify, values, argument: '' });
    expect(() => parse('audit verify --all=no')).toThrow('--all no lleva valor.');
    expect(parse('audit verify --help')).toContain('audit verify [--all] [--heads ARCHIVO]');
  });

  it('accepts argument and options in any order', () => {
    expect(parse('roll load corte.csv --from 2027-01-10T06:00:00Z')).toEqual({
      command: load,
      values: { from: '2027-01-10T06:00:00Z' },
      argument: 'corte.csv',
    });
    expect(parse('roll load --from=ayer corte.csv')).toMatchObject({ values: { from: 'ayer' }, argument: 'corte.csv' });
    expect(parse('load tickets --out -')).toMatchObject({ command: tickets, values: { out: '-' } });
  });

  it('chooses the command with the longer name if two match', () => {
    const one = cliCommand({ name: 'roll', purpose: 'lista los cortes', run: nothing });
    expect(parseCommandLine([one, load], ['roll', 'load', 'corte.csv'])).toMatchObject({ command: load });
    expect(parseCommandLine([one, load], ['roll'])).toMatchObject({ command: one });
  });

  it.each([
    ['nada', 'No existe la orden «nada».'],
    ['roll', 'No existe la orden «roll».'],
    ['migrate-all', 'No existe la orden «migrate-all».'],
    ['help nada', 'No existe la orden «nada».'],
    ['roll load corte.csv --cut x', '«roll load» no tiene la opción --cut.'],
    ['roll load', 'Falta el archivo del corte.'],
    ['roll load corte.csv otro.csv', 'Sobra «otro.csv».'],
    ['roll load corte.csv --from', 'Falta el valor de --from.'],
    ['load tickets', 'Falta --out.'],
    ['load tickets --out --hours', 'Falta el valor de --out.'],
    ['migrate ahora', 'Sobra «ahora».'],
  ])('rejects «%s»', (line, sentence) => {
    const call = () => parse(line);
    expect(call).toThrow(CliUsageError);
    expect(call).toThrow(sentence);
  });

  it.each(['', 'help', '--help', '-h'])('lists every command for «%s»', (line) => {
    expect(parse(line)).toMatch(/load tickets --out ARCHIVO\n +da pases[^]*migrate[^]*roll load ARCHIVO \[--from/);
  });

  it.each(['roll load --help', 'roll load corte.csv -h', 'help roll load', '--help roll load'])(
    'explains the command for «%s»: argument, options, effect, exit codes',
    (line) => {
      const help = parse(line);
      for (const part of ['Carga un corte.', 'ARCHIVO', '--from INSTANTE', '(opcional)', 'si falta un renglón']) {
        expect(help).toContain(part);
      }
      expect(help).toMatch(/Termina con 0[^]*con 1[^]*con 2/);
      expect(help).not.toContain('load tickets');
    },
  );

  it('lists the commands that start with a given word', () => {
    expect(parse('roll --help')).toContain('roll load ARCHIVO');
    expect(parse('roll --help')).not.toContain('migrate');
  });
});
