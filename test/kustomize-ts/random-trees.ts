import fc from 'fast-check';
import { shared } from './random-fields.ts';
import { SAMPLES, type Sample } from './random-objects.ts';
import { objectOf } from './random-patches.ts';
import { type Fields, type Value, yamlOf } from './random-yaml.ts';

/** Whole trees of kustomizations: a base, components, and overlays on top, perhaps two side by side. */
export interface Tree {
  readonly files: Readonly<Record<string, string>>;
  /** The folder that is built. */
  readonly folder: string;
}

/** Few fields at a time: with all of them almost every tree would be an error for one reason or another. */
const few = (fields: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Fields> =>
  fc
    .uniqueArray(fc.constantFrom(...Object.keys(fields)), { maxLength: 3 })
    .chain((names) =>
      fc.record(Object.fromEntries(names.map((name) => [name, fields[name] ?? fc.constant(null)]))),
    ) as fc.Arbitrary<Fields>;

/** Field specs of custom types, and of one field more for known types. */
const RULES = `nameReference:
- kind: ConfigMap
  version: v1
  fieldSpecs: [{ kind: Widget, path: spec/a }, { path: spec/name }]
commonLabels: [{ kind: Widget, path: spec/labels, create: true }]
images: [{ kind: Widget, path: spec/a }]
namespace: [{ kind: Widget, path: spec/b, create: true }]
replicas: [{ kind: Widget, path: spec/replicas, create: true }]
varReference: [{ kind: Widget, path: spec }, { kind: ConfigMap, path: data }]
`;

const SIDE_FILES: Readonly<Record<string, string>> = {
  'note.txt': 'a note\nwith two lines',
  'binary.dat': 'not \u0000 quite text\n',
  'rules.yaml': RULES,
  'vars.env': '# comment\nLEVEL=5\n  MODE="slow"\nEMPTY=\nHOST=$(HOST)\n',
};

const READING = ['configMapGenerator', 'secretGenerator', 'configurations', 'generators'];

const folder = (
  path: string,
  kustomization: Fields,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => {
  const reads = READING.some((field) => field in kustomization);
  const files = { 'kustomization.yaml': yamlOf(kustomization), ...(reads ? SIDE_FILES : {}), ...more };
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${path}/${name}`, content]));
};

const base = (path: string, samples: readonly Sample[]): fc.Arbitrary<Record<string, string>> =>
  fc
    .tuple(fc.tuple(...samples.map(objectOf)), few(shared(samples)))
    .map(([objects, fields]) =>
      folder(
        path,
        { resources: ['objects.yaml'], ...fields },
        { 'objects.yaml': objects.map(yamlOf).join('---\n') },
      ),
    );

const component = (samples: readonly Sample[]): fc.Arbitrary<Record<string, string>> =>
  few(shared(samples)).map((fields) =>
    folder('component', { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', ...fields }),
  );

const overlay = (
  path: string,
  on: Fields,
  samples: readonly Sample[],
): fc.Arbitrary<Record<string, string>> =>
  few(shared(samples)).map((fields) => folder(path, { ...on, ...fields }));

/** Bases on bases, in the shape that is asked for. */
const shapes: Readonly<
  Record<string, (samples: readonly Sample[]) => fc.Arbitrary<Record<string, string>>[]>
> = {
  base: (samples) => [base('base', samples)],
  middle: (samples) => [base('base', samples), overlay('middle', { resources: ['../base'] }, samples)],
  withComponent: (samples) => [
    base('base', samples),
    component(samples),
    overlay('withComponent', { resources: ['../base'], components: ['../component'] }, samples),
  ],
  top: (samples) => [
    base('base', samples),
    component(samples),
    overlay('middle', { resources: ['../base'], components: ['../component'] }, samples),
    overlay('top', { resources: ['../middle'] }, samples),
  ],
  twice: (samples) => [
    base('base', samples),
    overlay('left', { resources: ['../base'], namePrefix: 'left-' }, samples),
    overlay('right', { resources: ['../base'], nameSuffix: '-right' }, samples),
    overlay('twice', { resources: ['../left', '../right'] }, samples),
  ],
  spread: (samples) => [
    base('base', samples),
    overlay('left', { resources: ['../base'], namespace: 'left' }, samples),
    overlay('right', { resources: ['../base'], namespace: 'right' }, samples),
    overlay('spread', { resources: ['../left', '../right'] }, samples),
  ],
};

/** Any tree; about half of them build. */
export const tree: fc.Arbitrary<Tree> = fc
  .tuple(fc.subarray([...SAMPLES], { minLength: 1, maxLength: 5 }), fc.constantFrom(...Object.keys(shapes)))
  .chain(([samples, shape]) =>
    fc
      .tuple(...(shapes[shape]?.(samples) ?? []))
      .map((all) => ({ files: Object.assign({}, ...all) as Record<string, string>, folder: shape })),
  );
