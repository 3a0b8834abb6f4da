import type { Change } from '../model/repository.ts';
import type { Gate, Moved } from './facts.ts';

/** Longer identifiers are nobody's; a bound keeps an unlucky expression from running for ever. */
const LONGEST = 64;
const NAMED = 5;

/** Every change between the two releases of every service names a requirement that the environment accepts. */
export const requirements: Gate = ({ environment, moved }) => {
  const wanted = environment.gates.requirements;
  if (wanted === undefined) return undefined;
  const accepted = expression(wanted);
  if (accepted === undefined)
    return {
      gate: 'requirements',
      state: 'blocked',
      why: `${JSON.stringify(wanted)} in ${environment.file} is no regular expression.`,
      fix: `Mend gates.requirements in ${environment.file}.`,
    };
  const silent = moved.flatMap((one) => complaints(one, accepted));
  if (silent.length === 0)
    return { gate: 'requirements', state: 'open', why: `Every change names one that is ${wanted}.` };
  const more = silent.length > NAMED ? ` and ${silent.length - NAMED} more` : '';
  return {
    gate: 'requirements',
    state: 'blocked',
    why: `${silent.slice(0, NAMED).join('; ')}${more}.`,
    fix: `Release a new version whose record names a requirement (${wanted}) for every change: what is recorded stays as it is.`,
  };
};

const expression = (text: string): RegExp | undefined => {
  try {
    return new RegExp(`^(?:${text})$`, 'u');
  } catch {
    return undefined;
  }
};

const complaints = ({ service, from, to, releases }: Moved, accepted: RegExp): string[] => {
  if (to === undefined || from?.version === to.version) return [];
  if (releases === undefined || !releases.some(({ version }) => version === to.version))
    return [`${service} ${to.version} has no release record, so its changes are not known`];
  return releases.flatMap(({ version, changes }) =>
    changes.length === 0
      ? [`${service} ${version} lists no change`]
      : changes
          .filter((change) => !isNamed(change, accepted))
          .map(({ title }) => `${service} ${version}: ${JSON.stringify(title.slice(0, 80))} names none`),
  );
};

const isNamed = ({ requirement = '' }: Change, accepted: RegExp): boolean =>
  requirement.split(/[\s,;]+/).some((one) => one !== '' && one.length <= LONGEST && accepted.test(one));
