import { isCommitId } from '../../model/names.ts';
import type { Finding, ManifestPlace } from '../../model/problem.ts';
import { overlayFiles } from '../facts.ts';
import { printable } from '../position.ts';
import type { Cell, Scope } from '../scope.ts';
import type { Fault, ObjectName } from './fault.ts';
import type { RenderFacts } from './render-facts.ts';

/** One render that is to be judged. */
export interface JudgedRender {
  readonly cell: Cell;
  /** The commit whose configuration it is; absent: that of the files at hand. */
  readonly pin?: string;
  readonly facts: RenderFacts;
}

/** Every render of a scope: what the files at hand would bring, then what is deployed at a pin. */
export const judgedRenders = (scope: Scope): JudgedRender[] => {
  const { renders } = scope.facts;
  if (renders === undefined) return [];
  return [
    ...scope.written.flatMap((cell): JudgedRender[] => {
      const facts = renders.get(cell.desired.file)?.written;
      return facts === undefined ? [] : [{ cell, facts }];
    }),
    ...scope.deployed.flatMap((cell): JudgedRender[] => {
      const { config, file } = cell.desired;
      const facts = renders.get(file)?.deployed;
      if (facts === undefined || !isCommitId(config) || scope.facts.git?.configs.has(file)) return [];
      return [{ cell, pin: config, facts }];
    }),
  ];
};

/** What is wrong in each render. Of the files at hand it is told once, however many environments read them. */
export const faultFindings = (
  scope: Scope,
  faultsOf: (render: JudgedRender) => readonly Fault[],
): Finding[] =>
  judgedRenders(scope).flatMap((render) => faultsOf(render).map((fault) => faultFinding(fault, render)));

const faultFinding = (
  { code, severity, object, path, what, why, fix }: Fault,
  render: JudgedRender,
): Finding => ({
  code,
  severity,
  ...placeOf(render, object, path),
  ...(code === 'manifest-unknown-field' && render.pin === undefined ? { onKey: true } : {}),
  what: printable(`${object.kind} ${object.name} of ${whereText(render)} ${what}.`),
  why,
  fix: printable(render.pin === undefined ? fix : promoted(fix)),
  ...aboutOf(render),
});

/** A pin is no file that can be edited: what is wrong there is mended by a promotion. */
export const promoted = (fix: string): string =>
  `${fix.replace(/\.$/, '')}; merge that, and promote it to here.`;

/** `api`, or `api in prod at 3f2c9a1`. Files at hand say by their paths which environment they are for. */
export const whereText = ({ cell, pin }: JudgedRender): string =>
  pin === undefined
    ? cell.desired.service
    : `${cell.desired.service} in ${cell.desired.environment} at ${pin.slice(0, 7)}`;

/** The line in the files at hand, or, of a pin, the pin itself. */
export const placeOf = (
  { cell, pin, facts }: JudgedRender,
  object: ObjectName,
  path: readonly (string | number)[],
): Pick<Finding, 'file' | 'path' | 'manifest'> => {
  if (pin !== undefined) return { file: cell.desired.file, path: ['config'] };
  const manifest: ManifestPlace = { files: facts.files, kind: object.kind, name: object.name, path };
  return { file: overlayOf(cell, facts), path: [], manifest };
};

/** The kustomization file of the overlay that was built. */
export const overlayOf = ({ desired }: Cell, { files }: RenderFacts): string => {
  const names = overlayFiles(desired);
  return names.find((name) => files.includes(name)) ?? (names[0] as string);
};

export const aboutOf = ({ cell }: JudgedRender): Pick<Finding, 'environment' | 'services'> => ({
  environment: cell.desired.environment,
  services: [cell.desired.service],
});
