import type { ExitCode } from '../outside/failure.ts';

/** How the command line was called. Only `cli.ts` reads argv, the environment and the clock; verbs get them from here. */
export interface Invocation {
  /** The folder whose repository is meant. */
  readonly root: string;
  /** Answer as JSON described by a schema in `schemas/`. */
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly forge: 'local' | 'github' | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  /** Width of the terminal in columns; 80 when it is none. */
  readonly columns: number;
  readonly color: boolean;
  /** Data, to standard output. */
  readonly print: (text: string) => void;
  /** Talk, to standard error. */
  readonly say: (text: string) => void;
}

/** A verb answers its exit code; a `Failure` it throws is put into words by `cli.ts`. */
export type Verb<Options> = (call: Invocation, options: Options) => Promise<ExitCode>;
