/** The command line. The only place that reads argv, the environment, the clock and the terminal, and sets exit codes. */
import { readFileSync, writeSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { failureJson, failureText, failureWords } from './commands/failure-words.ts';
import type { Invocation } from './commands/invocation.ts';
import { type Given, VERBS, type VerbEntry } from './commands/verbs.ts';
import { EXIT, type ExitCode, Failure } from './outside/failure.ts';
import { topAround } from './outside/top.ts';

const { argv, env, stdout, stderr } = process;

/** `bracket … | head` closes the pipe early: that is no error of anybody. A full disk is one: the answer is not there. */
const unwritten = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  writeSync(2, `✗ The output cannot be written (${error.code}).\n  → Make room, or send it elsewhere.\n`);
  process.exit(EXIT.outside);
};
for (const stream of [stdout, stderr]) stream.on('error', unwritten);

const color = (stream: NodeJS.WriteStream): boolean => {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
};

const version = (): string => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

const INTRODUCTION = `Which version of every service runs in every environment, and the pull requests that move it on.

Start with:  bracket status`;

const ENDING = `
Environment variables:
  GITHUB_TOKEN, GITHUB_REPOSITORY   work on GitHub; else on the local forge
  GITHUB_API_URL                    the API of a GitHub Enterprise
  NO_COLOR                          no colour

Exit codes:
  0  done, or nothing to do          4  waiting: it opens by itself
  1  a bug of this program           5  blocked: somebody must act
  2  called wrongly                  6  Git, the network or the forge failed
  3  the repository is not sound`;

let ended: ExitCode = EXIT.done;

const program = (): Command => {
  const root = new Command('bracket')
    .description(INTRODUCTION)
    .addOption(new Option('--root <directory>', 'the repository (default: the one around this folder)'))
    .addOption(new Option('--json', 'answer as JSON, described in schemas/'))
    .addOption(new Option('--dry-run', 'say what would be done and touch nothing'))
    .addOption(new Option('--forge <forge>', 'where pull requests live').choices(['local', 'github']))
    .addHelpText('after', ENDING)
    .helpCommand('help [verb]', 'help on one verb')
    .helpOption('-h, --help', 'help')
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: 20 })
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  if (argv.some((word) => word === '--version' || word === '-V'))
    root.version(version(), '-V, --version', 'version');
  else root.option('-V, --version', 'version');
  for (const entry of VERBS) addVerb(root, entry);
  return root;
};

const addVerb = (root: Command, entry: VerbEntry): void => {
  const verb = root.command(entry.usage).description(entry.summary).copyInheritedSettings(root);
  for (const [flags, description] of entry.options) verb.option(flags, description);
  verb.addHelpText('after', `\nExamples:\n${entry.examples.map((line) => `  ${line}`).join('\n')}`);
  verb.action(async () => {
    const names = verb.registeredArguments.map((argument) => argument.name());
    const given: Given = {
      ...verb.optsWithGlobals<Record<string, unknown>>(),
      ...Object.fromEntries(names.map((name, index) => [name, verb.processedArgs[index]])),
    };
    const [call] = await Promise.all([invocation(given, entry), entry.ahead?.()]);
    ended = await entry.run(call, given);
  });
};

/** Where to work: asked of Git, unless the verb itself asks Git soon enough. */
const rootOf = async (wanted: string | undefined, { looksItself }: VerbEntry): Promise<string> => {
  const seen = wanted === undefined && looksItself ? topAround(process.cwd(), env) : undefined;
  return seen ?? (await import('./outside/ground.ts')).standOn(wanted, process.cwd());
};

const invocation = async (given: Given, entry: VerbEntry): Promise<Invocation> => {
  return {
    root: await rootOf(given['root'] as string | undefined, entry),
    json: given['json'] === true,
    dryRun: given['dryRun'] === true,
    forge: given['forge'] as Invocation['forge'],
    env,
    now: new Date(),
    columns: stdout.columns ?? 80,
    color: color(stdout),
    print: (text) => stdout.write(text),
    say: (text) => stderr.write(text),
  };
};

/** Commander's own refusals, as a failure of use; help and version are no failures. */
const refusal = (error: CommanderError): Failure | undefined => {
  if (error.exitCode === 0 || error.code === 'commander.help') return undefined;
  const [what = '', hint = ''] = error.message.replace(/^error: /, '').split('\n');
  const near = /Did you mean (?:one of )?(.*?)\??\)/.exec(hint)?.[1];
  const help = helpOn(what);
  return new Failure({
    code: 'usage',
    exit: EXIT.usage,
    what: `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, '')}.`,
    fix:
      near === undefined
        ? `Run \`${help}\`.`
        : `Did you mean ${near}? \`${help}\` lists ${what.includes('option') ? 'every option' : 'every verb'}.`,
    cause: error,
  });
};

/** The help that has the answer: of the verb that was called, or of everything. */
const helpOn = (what: string): string => {
  const verb = argv.slice(2).find((word) => VERBS.some(({ usage }) => usage.split(' ')[0] === word));
  return verb === undefined || /unknown command/i.test(what)
    ? 'npx bracket --help'
    : `npx bracket ${verb} --help`;
};

const main = async (): Promise<ExitCode> => {
  try {
    const root = program();
    if (argv.length <= 2) root.outputHelp();
    else await root.parseAsync(argv);
    return ended;
  } catch (thrown) {
    const failure = thrown instanceof CommanderError ? refusal(thrown) : thrown;
    if (failure === undefined) return EXIT.done;
    const words = failureWords(failure, env);
    stderr.write(failureText(words, { color: color(stderr), columns: stderr.columns ?? 80 }));
    if (argv.includes('--json')) stdout.write(failureJson(words));
    return words.exit;
  }
};

const code = await main();
/** Both streams are emptied before the process ends, whatever still keeps it alive. */
stdout.write('', (lost) => {
  if (lost) unwritten(lost);
  stderr.write('', () => process.exit(code));
});
