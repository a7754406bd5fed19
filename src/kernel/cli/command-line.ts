import { parseArgs } from 'node:util';
import { CliUsageError, type CliCommand, type CliOption } from './cli-command.js';

const PROGRAM = 'npm run cli --';

export interface ParsedCall {
  readonly command: CliCommand;
  readonly values: Readonly<Record<string, string>>;
  readonly argument: string;
}

/**
 * Parses a command line.
 * @returns the call, or the text of the requested help.
 * @throws CliUsageError if a command or option is unknown, or a required option is missing.
 */
export function parseCommandLine(commands: readonly CliCommand[], args: readonly string[]): ParsedCall | string {
  const [first] = args;
  if (first === undefined || first === 'help' || isHelp(first)) return helpFor(commands, args.slice(1));
  const command = findCommand(commands, args);
  const rest = command ? args.slice(command.name.split(' ').length) : args;
  const wantsHelp = rest.some(isHelp);
  if (!command) {
    const words = args.filter((arg) => !arg.startsWith('-'));
    if (wantsHelp) return helpFor(commands, words);
    throw new CliUsageError(`No existe la orden «${words.join(' ')}».`);
  }
  return wantsHelp ? commandHelp(command) : parseCall(command, rest);
}

const isHelp = (arg: string): boolean => arg === '--help' || arg === '-h';

/** The command with whose name the line starts; the longer name wins, e.g. `backup verify` over `backup`. */
function findCommand(commands: readonly CliCommand[], args: readonly string[]): CliCommand | undefined {
  return commands
    .filter(({ name }) => name.split(' ').every((word, index) => args[index] === word))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}

function parseCall(command: CliCommand, args: readonly string[]): ParsedCall {
  const { name, argument, options = {} } = command;
  const fault = (sentence: string): never => {
    throw new CliUsageError(`${sentence} Vea: ${PROGRAM} ${name} --help`);
  };
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(options).map(([key, { flag }]) => [
        key,
        { type: flag ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values: Record<string, string> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    if (!Object.hasOwn(options, token.name)) fault(`«${name}» no tiene la opción ${token.rawName}.`);
    if (options[token.name]?.flag) {
      if (token.value !== undefined) fault(`${token.rawName} no lleva valor.`);
      values[token.name] = 'yes';
      continue;
    }
    const { value = '', inlineValue } = token;
    if (value === '' || (inlineValue !== true && value.startsWith('--'))) fault(`Falta el valor de ${token.rawName}.`);
    values[token.name] = value;
  }
  const missing = Object.entries(options).filter(([key, { required }]) => required === true && !(key in values));
  if (missing.length > 0) fault(`Falta ${missing.map(([key]) => `--${key}`).join(', ')}.`);
  if (argument && positionals.length === 0) fault(`Falta ${argument.purpose}.`);
  const [surplus] = positionals.slice(argument ? 1 : 0);
  if (surplus !== undefined) fault(`Sobra «${surplus}».`);
  return { command, values, argument: positionals[0] ?? '' };
}

/** The help for one command, for those whose names start with the words, or for all. */
function helpFor(commands: readonly CliCommand[], words: readonly string[]): string {
  const command = findCommand(commands, words);
  if (command) return commandHelp(command);
  const group = commands.filter(({ name }) => `${name} `.startsWith(`${words.join(' ')} `));
  if (words.length > 0 && group.length === 0) throw new CliUsageError(`No existe la orden «${words.join(' ')}».`);
  return listHelp(words.length === 0 ? commands : group);
}

export function listHelp(commands: readonly CliCommand[]): string {
  const lines = commands
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    .map((command) => `  ${usageOf(command)}\n      ${command.purpose}`);
  return [`Uso: ${PROGRAM} ORDEN`, '', ...lines, '', `De cada una: ${PROGRAM} ORDEN --help`].join('\n');
}

function commandHelp(command: CliCommand): string {
  const { argument, options = {}, purpose, exitsWithOneWhen } = command;
  const rows = [
    ...(argument ? [[argument.name, argument.purpose] as const] : []),
    ...Object.entries(options).map(
      ([key, { purpose: meaning, required, ...option }]) =>
        [nameOf(key, option), required === true ? meaning : `${meaning} (opcional)`] as const,
    ),
  ];
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return [
    `Uso: ${PROGRAM} ${usageOf(command)}`,
    '',
    `${purpose[0]?.toUpperCase() ?? ''}${purpose.slice(1)}.`,
    ...(rows.length > 0 ? ['', ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)] : []),
    '',
    'Termina con 0 si se hizo,',
    `  con 1 si no se pudo${exitsWithOneWhen === undefined ? '' : ` o ${exitsWithOneWhen}`},`,
    '  con 2 si la orden está mal escrita.',
  ].join('\n');
}

function usageOf({ name, argument, options = {} }: CliCommand): string {
  const parts = Object.entries(options).map(([key, option]) =>
    option.required === true ? nameOf(key, option) : `[${nameOf(key, option)}]`,
  );
  return [name, ...(argument ? [argument.name] : []), ...parts].join(' ');
}

function nameOf(key: string, { value, flag }: Pick<CliOption, 'value' | 'flag'>): string {
  return flag ? `--${key}` : `--${key} ${value}`;
}
