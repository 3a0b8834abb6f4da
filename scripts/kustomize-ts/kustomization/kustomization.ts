import type { Gvk } from '../object/id.ts';

/** A kustomization file after its deprecated fields moved to where they belong. Absent lists are empty. */
export interface Kustomization {
  readonly kind: 'Kustomization' | 'Component';
  readonly openapi: Readonly<Record<string, string>>;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly namespace: string;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly labels: readonly Label[];
  readonly commonAnnotations: Readonly<Record<string, string>>;
  /** Each a path or an inline patch. */
  readonly patchesStrategicMerge: readonly string[];
  readonly patchesJson6902: readonly Patch[];
  readonly patches: readonly Patch[];
  readonly images: readonly Image[];
  readonly replacements: readonly ReplacementField[];
  readonly replicas: readonly Replica[];
  readonly vars: readonly Var[];
  readonly sortOptions: SortOptions | undefined;
  readonly resources: readonly string[];
  readonly components: readonly string[];
  readonly crds: readonly string[];
  readonly configMapGenerator: readonly ConfigMapArgs[];
  readonly secretGenerator: readonly SecretArgs[];
  readonly generatorOptions: GeneratorOptions | undefined;
  readonly configurations: readonly string[];
  readonly generators: readonly string[];
  readonly transformers: readonly string[];
  readonly validators: readonly string[];
  readonly buildMetadata: readonly string[];
}

/** Where in an object a transformer works: a path of fields separated by `/`, for types that match. */
export interface FieldSpec {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly path: string;
  readonly create?: boolean;
}

export interface Label {
  readonly pairs: Readonly<Record<string, string>>;
  readonly includeSelectors: boolean;
  readonly includeTemplates: boolean;
  readonly fields: readonly FieldSpec[];
}

/** Group, version, kind, name and namespace are regular expressions; '' matches everything. */
export interface Selector {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly annotationSelector: string;
  readonly labelSelector: string;
}

export interface Patch {
  /** '' when the patch stands inline. */
  readonly path: string;
  readonly patch: string;
  readonly target: Selector | undefined;
  readonly options: Readonly<Record<string, boolean>>;
}

export interface Image {
  readonly name: string;
  readonly newName: string;
  readonly newTag: string;
  readonly tagSuffix: string;
  readonly digest: string;
}

export interface Replica {
  readonly name: string;
  readonly count: number;
}

export interface SortOptions {
  readonly order: string;
  readonly legacySortOptions:
    | { readonly orderFirst: readonly string[]; readonly orderLast: readonly string[] }
    | undefined;
}

export interface GeneratorOptions {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly disableNameSuffixHash: boolean;
  readonly immutable: boolean;
}

export interface GeneratorArgs {
  readonly name: string;
  readonly namespace: string;
  /** `create`, `merge` or `replace`; anything else counts as unspecified. */
  readonly behavior: string;
  readonly literals: readonly string[];
  readonly files: readonly string[];
  readonly envs: readonly string[];
  readonly options: GeneratorOptions | undefined;
}

export type ConfigMapArgs = GeneratorArgs;

export interface SecretArgs extends GeneratorArgs {
  readonly type: string;
}

/** Either a replacement itself, or the path of a file that holds one or several. */
export interface ReplacementField extends Replacement {
  readonly path: string;
}

export interface Replacement {
  readonly source: ReplacementSource | undefined;
  /** A value instead of a source (kustomize 5.8). */
  readonly sourceValue: string | undefined;
  readonly targets: readonly ReplacementTarget[];
}

/** An exact id; what is '' matches everything. */
export interface ReplacementSource extends Gvk {
  readonly name: string;
  readonly namespace: string;
  /** '' means `metadata.name`. */
  readonly fieldPath: string;
  readonly options: ReplacementOptions | undefined;
}

export interface ReplacementTarget {
  readonly select: Selector | undefined;
  readonly reject: readonly Selector[];
  readonly fieldPaths: readonly string[];
  readonly options: ReplacementOptions | undefined;
}

export interface ReplacementOptions {
  readonly delimiter: string;
  readonly index: number;
  readonly encoding: string;
  readonly create: boolean;
}

export interface Var {
  readonly name: string;
  readonly objref: Gvk & { readonly name: string; readonly namespace: string };
  /** Dotted; `metadata.name` where none is given. */
  readonly fieldPath: string;
}
