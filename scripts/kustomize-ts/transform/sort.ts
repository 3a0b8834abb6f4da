import { compareTexts, gvkSortText, KINDS_FIRST, KINDS_LAST, kindRanks } from '../facts/kind-order.ts';
import { BuildFailure } from '../failure.ts';
import type { SortOptions } from '../kustomization/kustomization.ts';
import { gvkText } from '../object/id.ts';
import { currentId, type Resource } from '../object/resource.ts';
import type { Resources } from '../object/resources.ts';

/**
 * Puts resources into the order they are printed in. Throws BuildFailure for options that name no order, or whose
 * lists of kinds belong to another order (SortOrderTransformer.go).
 */
export const sortResources = (all: Resources, options: SortOptions | 'legacy' | 'fifo'): void => {
  const { order, legacySortOptions } =
    typeof options === 'string' ? { order: options, legacySortOptions: undefined } : options;
  if (order !== 'fifo' && order !== 'legacy')
    throw new BuildFailure("the field 'sortOptions.order' must be one of [fifo, legacy]", {
      field: 'sortOptions.order',
    });
  if (order === 'fifo') {
    if (legacySortOptions !== undefined) throw needlessOptions();
    return;
  }
  const { orderFirst, orderLast } = legacySortOptions ?? { orderFirst: KINDS_FIRST, orderLast: KINDS_LAST };
  all.list = inOrder(all.list, kindRanks(orderFirst, orderLast));
};

const needlessOptions = (): BuildFailure =>
  new BuildFailure(
    "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
    { field: 'sortOptions.legacySortOptions' },
  );

const inOrder = (list: readonly Resource[], ranks: ReadonlyMap<string, number>): Resource[] =>
  list
    .map((one) => ({ one, ...sortKeys(one, ranks) }))
    .sort((a, b) => a.rank - b.rank || compareTexts(a.type, b.type) || compareTexts(a.identity, b.identity))
    .map(({ one }) => one);

const sortKeys = (
  one: Resource,
  ranks: ReadonlyMap<string, number>,
): { rank: number; type: string; identity: string } => {
  const id = currentId(one);
  return {
    rank: ranks.get(id.kind) ?? 0,
    type: gvkSortText(id),
    identity: `${gvkText(id)}|${id.namespace || '~X'}|${id.name || '~N'}`,
  };
};
