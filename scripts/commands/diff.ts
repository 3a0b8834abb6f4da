import type { EnvironmentName, ServiceName } from '../model/names.ts';
import type { Desired, Repository } from '../model/repository.ts';
import { EXIT } from '../outside/failure.ts';
import { openGit } from '../outside/git.ts';
import { AT_HAND } from '../outside/tree-stock.ts';
import { differenceJson, differenceText, type EnvironmentDifference } from '../show/manifest-difference.ts';
import { environmentNamed, misuse, serviceNamed } from './ask.ts';
import { type Compared, type DiffOptions, gatherDifferences, sidesOf } from './differences.ts';
import type { Invocation, Verb } from './invocation.ts';
import { untouchedBetween } from './untouched.ts';
import { viewFrom } from './viewpoint.ts';

/** Prints what changes in what Argo CD applies. Writes nothing. Exit code 3 where that cannot be known. */
export const diff: Verb<DiffOptions> = async (call, options) => {
  const git = openGit(call.root);
  const compared =
    options.promotion === undefined
      ? await comparedInto(call, options)
      : await (await import('./diff-promotion.ts')).comparedByPromotion(call, options);
  const pairs = compared.environments.flatMap(({ services }) => services);
  const found = await gatherDifferences(git, compared.viewpoints, pairs);
  const differences = new Map(pairs.map((pair, index) => [pair, found[index]]));
  const environments = compared.environments.map(
    ({ environment, services }): EnvironmentDifference => ({
      environment,
      services: services.flatMap((pair) => {
        const difference = differences.get(pair);
        return difference === undefined ? [] : { service: pair.service, difference };
      }),
    }),
  );
  tell(call, compared, environments);
  return found.some((one) => 'unknown' in one) ? EXIT.unsound : EXIT.done;
};

const tell = (
  call: Invocation,
  { viewpoints: { base, head } }: Compared,
  environments: readonly EnvironmentDifference[],
): void => {
  const text = call.json
    ? differenceJson(environments, { base: base.revision, head: head.revision })
    : differenceText(environments, call);
  call.print(`${text}\n`);
};

/** One environment at two revisions. */
const comparedInto = async (call: Invocation, options: DiffOptions): Promise<Compared> => {
  const name = options.environment;
  if (name === undefined)
    throw misuse(
      'no-environment',
      'It is not said in which environment to compare.',
      'Write `npx bracket diff ENVIRONMENT`, or `npx bracket diff --promotion NUMBER` for a pull request.',
    );
  if (options.to !== undefined)
    throw misuse(
      'to-without-promotion',
      '--to says where a promotion leads.',
      'Add --promotion, or leave it out.',
    );
  const git = openGit(call.root);
  const [base, head] = [await viewFrom(git, options.base), await viewFrom(git, options.head ?? AT_HAND)];
  const known = base.repository.environments.has(name as EnvironmentName) ? base : head;
  const { name: environment } = environmentNamed(known, name);
  const services = servicesOf([base.repository, head.repository], environment, options.services);
  return {
    viewpoints: { base, head, untouched: untouchedBetween(base, head) },
    environments: [
      {
        environment,
        services: services.map((service) => ({
          service,
          ...sidesOf(base.repository, head.repository, { environment, service }),
        })),
      },
    ],
  };
};

const servicesOf = (
  [base, head]: readonly [Repository, Repository],
  environment: EnvironmentName,
  named: readonly string[],
): ServiceName[] => {
  const held = (side: Repository): ReadonlyMap<ServiceName, Desired> =>
    side.desired.get(environment) ?? new Map<ServiceName, Desired>();
  const all = new Set([...held(base).keys(), ...held(head).keys()]);
  const wanted = named.map((name) =>
    all.has(name as ServiceName) ? (name as ServiceName) : serviceNamed(head, name),
  );
  return [...(named.length === 0 ? all : new Set(wanted))].sort();
};
