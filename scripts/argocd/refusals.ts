import type { Finding } from '../model/problem.ts';
import type { Window } from '../model/repository.ts';
import { isBranch } from './origin.ts';
import { ROOT } from './root.ts';
import type { Target } from './tell.ts';

interface Place {
  readonly address: string | undefined;
  readonly branch: string;
}

/** Everything that Argo CD would refuse, or that could become something else in it; empty when it can be told. */
export const refusals = (targets: readonly Target[], place: Place): Finding[] => [
  ...addressRefusals(targets, place),
  ...branchRefusals(targets, place),
  ...projectRefusals(targets),
  ...targets.flatMap(optionRefusals),
  ...targets.flatMap(textRefusals),
  ...targets.flatMap(windowRefusals),
];

type Words = Pick<Finding, 'code' | 'what' | 'why' | 'fix'>;

const finding = ({ environment }: Target, path: Finding['path'], words: Words): Finding => ({
  severity: 'error',
  file: environment.file,
  path,
  environment: environment.name,
  ...words,
});

const LITERAL = 'Argo CD reads this repository by the address that stands in the files written for it.';

const addressRefusals = (targets: readonly Target[], { address }: Place): Finding[] => {
  const [first] = targets;
  if (address === undefined && first !== undefined)
    return [
      finding(first, ['argocd'], {
        code: 'argocd-repository',
        what: 'Nothing says the address of this repository: no environment does, and there is no remote `origin` that Argo CD could reach.',
        why: LITERAL,
        fix: 'Say `argocd.repository`, such as https://github.com/acme/release-brackets, and run `npx bracket argocd`.',
      }),
    ];
  return targets
    .filter(({ argocd }) => argocd.repository !== undefined && argocd.repository !== address)
    .map((target) =>
      finding(target, ['argocd', 'repository'], {
        code: 'argocd-repository',
        what: `The address of this repository is ${target.argocd.repository} here and ${address} in another environment.`,
        why: LITERAL,
        fix: 'Say the same one everywhere.',
      }),
    );
};

const branchRefusals = ([first]: readonly Target[], { branch }: Place): Finding[] =>
  first === undefined || isBranch(branch)
    ? []
    : [
        finding(first, ['argocd'], {
          code: 'argocd-branch',
          what: `The branch ${JSON.stringify(branch)} cannot be named in a file for Argo CD.`,
          why: 'Its name would be taken for part of a template.',
          fix: 'Give the branch that everything merges into a name of letters, digits and `. _ / @ + -`.',
        }),
      ];

const projectRefusals = (targets: readonly Target[]): Finding[] => {
  const taken = new Map<string, string>([[ROOT, 'the Application that applies all the others']]);
  return targets.flatMap((target) => {
    const { project } = target.argocd;
    const owner = taken.get(project);
    if (owner === undefined) taken.set(project, target.environment.name);
    if (owner === undefined) return [];
    return [
      finding(target, ['argocd', 'project'], {
        code: 'argocd-project-twice',
        what: `The AppProject ${project} is that of ${owner} already.`,
        why: 'A project is the border of one environment: windows and permissions of both would be mixed up.',
        fix: 'Name a project of its own.',
      }),
    ];
  });
};

/** Of two values of one option Argo CD takes one. */
const optionRefusals = (target: Target): Finding[] => {
  const options = target.argocd.syncOptions ?? [];
  const names = options.map((option) => option.slice(0, option.indexOf('=')));
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          finding(target, ['argocd', 'syncOptions', index], {
            code: 'argocd-option-twice',
            what: `The sync option ${name} is there twice.`,
            why: 'Argo CD takes one of the two, and nobody can tell which.',
            fix: 'Keep one of them.',
          }),
        ],
  );
};

/** The schema lets nothing else through; this is the last door before a template. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._=-]*$/;

const textRefusals = (target: Target): Finding[] => {
  const { environment, argocd } = target;
  const { project, cluster, namespace, syncOptions = [], allow } = argocd;
  const texts = [environment.name, project, cluster, namespace, ...syncOptions, ...(allow?.namespaces ?? [])];
  return texts
    .filter((text) => !PLAIN.test(text))
    .map((text) =>
      finding(target, ['argocd'], {
        code: 'argocd-text',
        what: `${JSON.stringify(text)} cannot stand in a file for Argo CD.`,
        why: 'It could be taken for part of a template or a pattern.',
        fix: 'Use letters, digits and `. _ -`.',
      }),
    );
};

/** Argo CD refuses a project in which kind, schedule and duration of two windows are the same, whatever their zones. */
const windowRefusals = (target: Target): Finding[] => {
  const key = ({ kind, schedule, duration }: Window): string => `${kind}\0${schedule}\0${duration}`;
  const { windows } = target.environment.gates;
  const keys = windows.map(key);
  return keys.flatMap((one, index) =>
    keys.indexOf(one) === index
      ? []
      : [
          finding(target, ['gates', 'windows', index], {
            code: 'argocd-window-twice',
            what: `This window has kind, schedule and duration of the window number ${keys.indexOf(one) + 1}.`,
            why: 'Argo CD takes two such windows for one, also in different time zones, and refuses the project.',
            fix: 'Write the duration of one of them differently, such as 60m for 1h, or remove it.',
          }),
        ],
  );
};
