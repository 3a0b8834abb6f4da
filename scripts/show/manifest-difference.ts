import type { ShownChange } from '../plan/shown-difference.ts';
import { oneLine } from './escape.ts';
import { changeRows, jsonText, lineOf, objectText, pathText, type Row } from './manifest-rows.ts';
import { type Paint, paint } from './paint.ts';
import { count, list } from './phrases.ts';
import type { RenderedDifference, Style } from './story.ts';
import { wrap } from './width.ts';

export interface ServiceDifference {
  readonly service: string;
  readonly difference: RenderedDifference;
}

export interface EnvironmentDifference {
  readonly environment: string;
  readonly services: readonly ServiceDifference[];
}

/** Objects named one by one in a summary. */
const NAMED = 6;

/** `changes Deployment web (2 fields), adds Service web`; `changes nothing`. */
export const changesSummary = (changes: readonly ShownChange[], named = NAMED): string => {
  const parts = (['changed', 'added', 'removed'] as const).flatMap((kind) => {
    const some = changes.filter((change) => change.kind === kind);
    return some.length === 0 ? [] : [`${VERBS[kind]} ${objectList(some, named)}`];
  });
  return parts.length === 0 ? 'changes nothing' : parts.join('; ');
};

const VERBS = { changed: 'changes', added: 'adds', removed: 'removes' } as const;

const objectList = (changes: readonly ShownChange[], named: number): string => {
  const shown = changes.slice(0, named).map((change) => {
    const name = oneLine(objectText(change.object), 100);
    return change.kind === 'changed' ? `${name} (${count(change.fields.length, 'field')})` : name;
  });
  const more = changes.length - shown.length;
  return list([...shown, ...(more > 0 ? [count(more, 'more object')] : [])]);
};

/** The difference for a terminal: service by service, object by object, field by field. */
export const differenceText = (environments: readonly EnvironmentDifference[], style: Style): string => {
  const pen = paint(style.color);
  const told = environments.flatMap(({ environment, services }) =>
    services
      .filter(({ difference }) => 'unknown' in difference || difference.changes.length > 0)
      .map((one) => serviceText(environment, one, { pen, style })),
  );
  const names = environments.map(({ environment }) => environment);
  return told.join('\n\n') || `Nothing changes in ${list(names) || 'any environment'}.`;
};

interface Hand {
  readonly pen: Paint;
  readonly style: Style;
}

const serviceText = (
  environment: string,
  { service, difference }: ServiceDifference,
  { pen, style }: Hand,
): string => {
  const title = pen.strong(oneLine(`${service} in ${environment}`));
  if ('unknown' in difference) {
    const { what, fix } = difference.unknown;
    const rows = [
      ...wrap(`  ${oneLine(what, 900)}`, style.columns, '    '),
      ...wrap(`  → ${oneLine(fix, 900)}`, style.columns, '    '),
    ];
    return [title, ...rows].join('\n');
  }
  const rows = difference.changes.flatMap(changeRows);
  return [title, ...rows.map((row) => rowText(row, { pen, style }))].join('\n');
};

/** Lines stay whole, however wide: what is cut cannot be copied, and the end of a digest is its truth. */
const rowText = (row: Row, { pen }: Hand): string => {
  const line = lineOf(row);
  switch (row.mark) {
    case '-':
      return pen.bad(line);
    case '+':
      return pen.good(line);
    case '!':
      return pen.wait(line);
    case '@':
      return pen.faint(line);
    case ' ':
      return line;
  }
};

/** The same for programs (`schemas/diff.output.schema.json`). */
export const differenceJson = (
  environments: readonly EnvironmentDifference[],
  sides: { readonly base: string; readonly head: string },
): string =>
  jsonText({
    ...sides,
    environments: environments.map(({ environment, services }) => ({
      environment,
      services: services.map(({ service, difference }) =>
        'unknown' in difference
          ? { service, unknown: difference.unknown }
          : { service, changes: difference.changes.map(changeJson) },
      ),
    })),
  });

const changeJson = ({ kind, object, was, fields }: ShownChange): object => ({
  kind,
  object: {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(object.namespace === '' ? {} : { namespace: object.namespace }),
    name: object.name,
  },
  ...(was === undefined ? {} : { was }),
  fields: fields.map(({ path, ...change }) => ({ path, at: pathText(path), ...change })),
});
