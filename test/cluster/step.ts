import { failureText, failureWords } from '../../scripts/commands/failure-words.ts';
import { EXIT, Failure } from '../../scripts/outside/failure.ts';

/** Says what is going on; the answer of a step, where it has one, is the only thing on standard output. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Runs one step as a program: a failure is told with what to do, and ends it with an exit code of `bracket`. */
export const step = async (act: () => Promise<void>): Promise<void> => {
  try {
    await act();
  } catch (thrown) {
    const words = failureWords(thrown, process.env);
    process.stderr.write(failureText(words, { color: false, columns: 120 }));
    process.exitCode = words.exit;
  }
};

/** What was seen is not what had to be: the reason why this is run at all. */
export const wrong = (what: string, fix: string): Failure =>
  new Failure({ code: 'not-as-promised', exit: EXIT.unsound, what, fix });

/** Asks again until the answer is there, at most so many seconds; then what was seen last is told. */
export const until = async <T>(
  seconds: number,
  look: () => Promise<{ readonly seen: T } | { readonly missing: string }>,
): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const looked = await look();
    if ('seen' in looked) return looked.seen;
    if (Date.now() >= end)
      throw wrong(
        `After ${seconds} seconds ${looked.missing}.`,
        'Look at `kubectl --namespace argocd get applications` and at the logs (`npx tsx test/cluster/logs.ts`).',
      );
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
};
