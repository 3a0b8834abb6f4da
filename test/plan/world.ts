import { gatherPromotion } from '../../scripts/commands/promote-facts.ts';
import type { ForgeView, Pull } from '../../scripts/model/forge.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../../scripts/model/names.ts';
import type { Promotion } from '../../scripts/model/promotion.ts';
import type { Ask, PromoteFacts } from '../../scripts/plan/facts.ts';
import { type PromotionPlan, planPromotion } from '../../scripts/plan/promote.ts';
import { promotionTrailers } from '../../scripts/plan/trailers.ts';
import { type MemoryGit, memoryGit } from './memory-git.ts';
import { snapshotOf } from './snapshot.ts';

/** Changes to files; null removes. */
export type Changes = Readonly<Record<string, string | null>>;

interface Branch {
  readonly pull: Pull;
}

/** A repository and a forge in memory, to perform plans on. */
export interface World {
  readonly git: MemoryGit;
  readonly head: () => CommitId;
  readonly files: () => ReadonlyMap<string, string>;
  readonly pulls: () => Pull[];
  commit(message: string, changes: Changes): CommitId;
  facts(target: string, ask?: Partial<Ask>): Promise<PromoteFacts>;
  plan(target: string, ask?: Partial<Ask>): Promise<PromotionPlan>;
  perform(plan: PromotionPlan): void;
  /** Lands an open pull request; false when Git would see a conflict. */
  merge(number: number): boolean;
  /** A person closes it and leaves the branch. */
  close(number: number): void;
  /** A person adds a commit to the branch. */
  push(number: number, changes: Changes): void;
}

const NOW = new Date('2026-11-21T12:00:00Z');
export const asked: Ask = { services: [], only: false, allowDowngrade: false, automatic: false, now: NOW };

export const world = (files: Changes): World => {
  const git = memoryGit();
  let head = git.store({ parents: [], message: 'first', files: apply(new Map(), files) });
  const branches = new Map<string, Branch>();

  const point = (branch: string, commit: CommitId, state: Partial<Pull> = {}): void => {
    const known = branches.get(branch)?.pull;
    const number = known !== undefined && known.state === 'open' ? known.number : nextNumber(branches);
    const pull: Pull = {
      number,
      branch,
      head: commit,
      state: 'open',
      title: 'words are not read back',
      body: '<!-- nor are these -->',
      url: `memory/${number}`,
      author: 'bracket',
      labels: [],
      reviewers: [],
      branchExists: true,
      commit: { tree: git.treeOf(commit), parents: git.parentsOf(commit), message: git.messageOf(commit) },
      ...state,
    };
    branches.set(branch, { pull });
  };
  const pullOf = (number: number): Pull => {
    const found = [...branches.values()].find(({ pull }) => pull.number === number);
    if (found === undefined) throw new Error(`no pull request ${number}`);
    return found.pull;
  };
  const write = ({ branch, edits, unit }: Promotion, base: CommitId): void => {
    const changes = Object.fromEntries(edits.map(({ path, after }) => [path, after ?? null]));
    const message = `Promote\n\n${promotionTrailers(unit).join('\n')}\n`;
    point(branch, git.store({ parents: [base], message, files: apply(git.filesOf(base), changes) }));
  };
  const facts: World['facts'] = async (target, ask = {}) =>
    gatherPromotion(
      git,
      { view: view(), snapshot: await snapshotOf(git, head) },
      { target: target as EnvironmentName, ask: { ...asked, ...ask } },
    );
  const view = (): ForgeView => ({
    branch: 'main',
    head,
    pulls: [...branches.values()].map(({ pull }) => pull),
  });

  return {
    git,
    head: () => head,
    files: () => git.filesOf(head),
    pulls: () => view().pulls.filter(({ state }) => state === 'open'),
    commit: (message, changes) => {
      head = git.store({ parents: [head], message, files: apply(git.filesOf(head), changes) });
      return head;
    },
    facts,
    plan: async (target, ask) => planPromotion(await facts(target, ask)),
    perform: ({ moves, base }) => {
      for (const move of moves) {
        if (move.kind === 'open' || move.kind === 'refresh') write(move.promotion, base);
        if (move.kind === 'close')
          branches.set(move.branch, {
            pull: { ...pullOf(move.pull), state: 'closed', branchExists: false },
          });
      }
    },
    merge: (number) => {
      const pull = pullOf(number);
      const main = new Set(git.lineOf(head));
      const parent = git.lineOf(pull.head).find((commit) => main.has(commit)) as CommitId;
      const [from, to, now] = [git.filesOf(parent), git.filesOf(pull.head), git.filesOf(head)];
      const paths = [...new Set([...from.keys(), ...to.keys()])].filter(
        (path) => from.get(path) !== to.get(path),
      );
      if (paths.some((path) => now.get(path) !== from.get(path))) return false;
      const changes = Object.fromEntries(paths.map((path) => [path, to.get(path) ?? null]));
      head = git.store({ parents: [head], message: pull.commit.message, files: apply(now, changes) });
      branches.set(pull.branch, { pull: { ...pull, state: 'merged', branchExists: false } });
      return true;
    },
    close: (number) => {
      const pull = pullOf(number);
      branches.set(pull.branch, { pull: { ...pull, state: 'closed' } });
    },
    push: (number, changes) => {
      const pull = pullOf(number);
      const files = apply(git.filesOf(pull.head), changes);
      point(pull.branch, git.store({ parents: [pull.head], message: 'by hand', files }));
    },
  };
};

const nextNumber = (branches: ReadonlyMap<string, Branch>): number =>
  Math.max(0, ...[...branches.values()].map(({ pull }) => pull.number)) + 1;

const apply = (files: ReadonlyMap<string, string>, changes: Changes): Map<string, string> => {
  const after = new Map(files);
  for (const [path, text] of Object.entries(changes)) {
    if (text === null) after.delete(path);
    else after.set(path, text);
  }
  return after;
};

/** A ladder of three: dev follows main, hardening and production pin. */
export const ladder = (policies: Readonly<Record<string, string>> = {}): Changes => ({
  'environments/dev.yaml': 'promotion: { open: direct }\n',
  'environments/hardening.yaml': `promotesFrom: dev\n${policies['hardening'] ?? ''}`,
  'environments/production.yaml': `promotesFrom: hardening\n${policies['production'] ?? ''}`,
});

/** The files that describe a service and how it runs. */
export const service = (name: string, resources = 'resources: [../../base]\n'): Changes => ({
  [`services/${name}/service.yaml`]: `description: ${name}\nowners: ["@acme/${name}"]\nimage: ghcr.io/acme/${name}\n`,
  [`services/${name}/base/kustomization.yaml`]: 'resources: [deployment.yaml]\n',
  [`services/${name}/base/deployment.yaml`]: `kind: Deployment # ${name} 0\n`,
  ...Object.fromEntries(
    ['dev', 'hardening', 'production'].map((environment) => [
      `services/${name}/overlays/${environment}/kustomization.yaml`,
      resources,
    ]),
  ),
});

export const record = (name: string, version: string, rest = ''): Changes => ({
  [`services/${name}/releases/${version}.yaml`]: `version: "${version}"\n${rest}`,
});

/** A desired file, named `environment/service`. */
export const desired = (place: string, version: string, config = 'main'): Changes => {
  const [, name] = place.split('/');
  return {
    [`environments/${place}.yaml`]: `# about ${name}\nimage: ghcr.io/acme/${name}\nversion: "${version}" # now\nconfig: "${config}"\n`,
  };
};

/** The moves of a plan in short: kind, services and versions, pull request. */
export const shortly = (plan: PromotionPlan): string[] =>
  plan.moves.map((move) => {
    if (move.kind === 'close') return `close #${move.pull}`;
    const unit = 'promotion' in move ? move.promotion.unit : move.unit;
    const members = unit.members.map((one) => `${one.service}@${one.to?.version ?? 'gone'}`).join('+');
    const pull = 'pull' in move ? ` #${move.pull}` : move.kind === 'queue' ? ` #${move.behind}` : '';
    return `${move.kind}${pull} ${members}`;
  });

export const named = (...services: string[]): Partial<Ask> => ({ services: services as ServiceName[] });
