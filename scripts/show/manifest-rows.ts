import type { Step } from '../plan/manifest-diff.ts';
import type { ShownChange, ShownField } from '../plan/shown-difference.ts';
import type { Plain } from '../render/plain.ts';
import { oneLine, printable, shorten } from './escape.ts';
import { unifiedDiff } from './unified-diff.ts';

/** One line of a difference: taken away, put in, told, or what stands around it. */
export interface Row {
  readonly mark: '-' | '+' | '!' | '@' | ' ';
  /** Printable; not yet cut to a width. */
  readonly text: string;
}

/** The row as a line of a difference; where it begins is no change. */
export const lineOf = ({ mark, text }: Row): string => `${mark === '@' ? ' ' : mark} ${text}`.trimEnd();

/** No single value takes more room than this. */
const LONGEST = 400;
/** No difference of one text takes more lines than this. */
const LINES = 200;

/** One object in lines: its name, and every field that is not what it was. */
export const changeRows = (change: ShownChange): Row[] => [
  { mark: HEADING[change.kind], text: titleOf(change) },
  ...change.fields.flatMap(fieldRows),
];

const HEADING = { added: '+', removed: '-', changed: ' ' } as const;

const titleOf = (change: ShownChange): string => {
  const { object, was } = change;
  const name = oneLine(objectText(object), 300);
  return was === undefined
    ? name
    : `${name} (was ${oneLine(was, 253)}: the same object under a new generated name)`;
};

/** `Deployment web`, `ClusterRole reader`, `Service shop/web`: what people call an object. */
export const objectText = ({ kind, namespace, name }: ShownChange['object']): string =>
  `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;

const fieldRows = (field: ShownField): Row[] => {
  const path = `  ${pathText(field.path)}`;
  if ('secret' in field)
    return [{ mark: '!', text: `${path}: ${field.secret} (may be a secret, so it is not shown)` }];
  if ('order' in field)
    return [{ mark: '!', text: `${path}: in another order: ${oneLine(field.order.join(', '), LONGEST)}` }];
  const { old, new: now } = field;
  if (typeof old === 'string' && typeof now === 'string' && isLong(old, now)) return textRows(path, old, now);
  return [
    ...(old === undefined ? [] : valueRows('-', path, old)),
    ...(now === undefined ? [] : valueRows('+', path, now)),
  ];
};

const isLong = (...texts: readonly string[]): boolean => texts.some((text) => text.trimEnd().includes('\n'));

const textRows = (path: string, old: string, now: string): Row[] => {
  const rows = unifiedDiff(old, now);
  const more = rows.length - LINES;
  return [
    { mark: ' ', text: `${path}:` },
    ...rows
      .slice(0, LINES)
      .map(
        (row): Row =>
          row.startsWith('@@') || row.startsWith('\\')
            ? { mark: '@', text: `    ${row}` }
            : { mark: row.charAt(0) as Row['mark'], text: `    ${cut(row.slice(1))}` },
      ),
    ...(more > 0 ? [{ mark: '!', text: `    … and ${more} more lines` } as const] : []),
  ];
};

const valueRows = (mark: '-' | '+', path: string, value: Plain): Row[] => {
  if (typeof value !== 'string' || !isLong(value)) return [{ mark, text: `${path}: ${valueText(value)}` }];
  const lines = value.replace(/\n$/, '').split('\n');
  const more = lines.length - LINES;
  return [
    { mark, text: `${path}: |` },
    ...lines.slice(0, LINES).map((line): Row => ({ mark, text: `    ${cut(line)}` })),
    ...(more > 0 ? [{ mark: '!', text: `    … and ${more} more lines` } as const] : []),
  ];
};

const cut = (line: string): string => shorten(printable(line.replaceAll('\t', '  ')), LONGEST);

/** A value on one line, in the way of JSON where it is not a plain word. */
const valueText = (value: Plain): string => {
  if (typeof value === 'string' && PLAIN.test(value) && !/^(?:true|false|null|[\d.+-].*)$/.test(value))
    return shorten(printable(value), LONGEST);
  return shorten(printable(jsonText(value)), LONGEST);
};

const PLAIN = /^[A-Za-z0-9/_][\w./:@=+-]*$/;

/** Plain data as JSON; whole numbers that a double cannot hold keep their digits. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? '';

/** `spec.template.spec.containers[app].image`, `metadata.annotations["acme.example/team"]`, `args[0]`. */
export const pathText = (path: readonly Step[]): string =>
  oneLine(path.map(stepText).join('').replace(/^\./, ''), LONGEST) || 'everything';

const stepText = (step: Step): string => {
  if (typeof step === 'number') return `[${step}]`;
  if (typeof step === 'object') return `[${step.item}]`;
  return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
};
