import {
  type EnvironmentName,
  isServiceName,
  isVersion,
  type ServiceName,
  type Version,
} from '../model/names.ts';
import { nearest } from '../model/nearest.ts';
import type { Problem } from '../model/problem.ts';
import type { Environment, Repository } from '../model/repository.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import type { Snapshot } from '../outside/snapshot.ts';

/** A failure of use: the call itself is wrong. */
export const misuse = (code: string, what: string, fix: string): Failure =>
  new Failure({ code, exit: EXIT.usage, what, fix });

/** The environment of that name; throws with the nearest one when there is none, and with what is wrong in its file. */
export const environmentNamed = (snapshot: Read, name: string): Environment => {
  const { repository } = snapshot;
  const found = repository.environments.get(name as EnvironmentName);
  if (found !== undefined) return found;
  refuseUnread(snapshot, name);
  const known = [...repository.environments.keys()];
  if (known.length === 0)
    throw misuse(
      'no-environments',
      'There is no environment in this repository: no environments/<name>.yaml is committed.',
      'Write one with `npx bracket new environment dev`, and commit it.',
    );
  throw misuse(
    'unknown-environment',
    repository.services.has(name as ServiceName)
      ? `${name} is a service, and an environment is meant here.`
      : `There is no environment ${JSON.stringify(name)}.`,
    `${suggestion(basename(name), known)}Known: ${known.join(', ')}.`,
  );
};

/** Whoever lets the shell complete a path types one. */
const basename = (text: string): string => text.replace(/^environments\/([^/]+?)(?:\.yaml|\/)?$/, '$1');

const ENVIRONMENT_FILE = /^environments\/([^/]+)\.yaml$/;

type Read = Pick<Snapshot, 'repository' | 'problems'>;

/** What is wrong first in the file of an environment that could not be read; without a name, in that of any. */
export const unreadEnvironment = ({ repository, problems }: Read, name?: string): Problem | undefined =>
  problems.find(({ severity, place }) => {
    const [, environment] = ENVIRONMENT_FILE.exec(place.file) ?? [];
    if (severity !== 'error' || environment === undefined) return false;
    return (
      !repository.environments.has(environment as EnvironmentName) && (name ?? environment) === environment
    );
  });

/** Throws where an environment could not be read: nothing can be said of it. Without a name, any of them. */
export const refuseUnread = (read: Read, name?: string): void => {
  const found = unreadEnvironment(read, name);
  if (found === undefined) return;
  const { file, line, column } = found.place;
  throw new Failure({
    code: 'unreadable-environment',
    exit: EXIT.unsound,
    what: `${file}:${line}:${column} has an error, so nothing is known of this environment: ${found.what}`,
    fix: 'Mend it and commit that to main; `npx bracket validate` shows all that is wrong.',
  });
};

/** The service of that name; throws with the nearest one when nothing of it is known anywhere. */
export const serviceNamed = (repository: Repository, name: string): ServiceName => {
  const known = new Set<string>(repository.services.keys());
  for (const held of repository.desired.values()) for (const service of held.keys()) known.add(service);
  if (known.has(name)) return name as ServiceName;
  if (repository.environments.has(name as EnvironmentName))
    throw misuse(
      'unknown-service',
      `${name} is an environment, and a service is meant here.`,
      `To promote into it, write \`npx bracket promote --to ${name}\`.`,
    );
  throw misuse(
    'unknown-service',
    `There is no service ${JSON.stringify(name)}.`,
    `${suggestion(name, known)}\`npx bracket status\` lists them; \`npx bracket new service NAME\` writes a new one.`,
  );
};

const suggestion = (name: string, known: Iterable<string>): string => {
  const near = nearest(name, known);
  return near === undefined ? '' : `Did you mean ${near}? `;
};

export const newServiceName = (text: string): ServiceName => {
  if (isServiceName(text)) return text;
  throw misuse(
    'bad-name',
    `${JSON.stringify(text)} cannot be the name of a service.`,
    'Use lower-case letters, digits and hyphens, at most 63, starting and ending with a letter or digit; `components` is taken.',
  );
};

export const versionNamed = (text: string): Version => {
  if (isVersion(text)) return text;
  throw misuse(
    'bad-version',
    `${JSON.stringify(text)} is no version: no registry takes it as an image tag.`,
    'Use letters, digits, dots, hyphens and underscores, at most 128; no `+build`.',
  );
};

/** The number of a pull request as a person writes it: `3` or `#3`. */
export const pullNumber = (text: string): number => {
  const [, digits] = /^#?(\d{1,9})$/.exec(text) ?? [];
  if (digits !== undefined && Number(digits) > 0) return Number(digits);
  throw misuse(
    'bad-pull',
    `${JSON.stringify(text)} is no number of a pull request.`,
    'Give a number such as 3; `npx bracket pulls` lists them.',
  );
};
