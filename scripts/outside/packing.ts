import type { FileFacts } from '../check/file-facts.ts';
import type { Digest, EnvironmentName, ServiceName, Version } from '../model/names.ts';

/** A desired file without problems as the values that its path does not tell; by far most facts are of this kind. */
type PackedDesired = readonly [
  environment: string,
  service: string,
  image: string,
  version: string,
  config: string,
  digest?: string,
];

export type PackedFact = FileFacts | PackedDesired;

/** Facts in half the space, because reading them is what a run spends its time on in a large repository. */
export const pack = (fact: FileFacts): PackedFact => {
  if (fact.kind !== 'desired' || fact.value === undefined || fact.problems.length > 0) return fact;
  const { environment, service, image, version, config, digest } = fact.value;
  const told = [environment, service, image, version, config] as const;
  return digest === undefined ? told : [...told, digest];
};

export const unpack = (packed: PackedFact): FileFacts => {
  if (!isPacked(packed)) return packed;
  const [environment, service, image, version, config, digest] = packed;
  const path = `environments/${environment}/${service}.yaml`;
  return {
    path,
    kind: 'desired',
    value: {
      environment: environment as EnvironmentName,
      service: service as ServiceName,
      image,
      version: version as Version,
      ...(digest === undefined ? {} : { digest: digest as Digest }),
      config,
      file: path,
    },
    problems: NONE,
  };
};

const isPacked = (packed: PackedFact): packed is PackedDesired => Array.isArray(packed);

const NONE: readonly never[] = [];
