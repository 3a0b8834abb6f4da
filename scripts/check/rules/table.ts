import type { Rule } from '../scope.ts';
import { accepts } from './accepts.ts';
import { applicationName } from './application-name.ts';
import { argocdServer } from './argocd-server.ts';
import { argocdStale } from './argocd-stale.ts';
import { checkCredentials } from './check-credentials.ts';
import { checkPatterns } from './check-patterns.ts';
import { checkValues } from './check-values.ts';
import { configPinned } from './config-pinned.ts';
import { configRevision } from './config-revision.ts';
import { contractMissing } from './contract-missing.ts';
import { databaseSchema } from './database-schema.ts';
import { destinationTwice } from './destination-twice.ts';
import { directNeedsEntry } from './direct-needs-entry.ts';
import { gateChecks } from './gate-checks.ts';
import { gateDuration } from './gate-duration.ts';
import { generatedName } from './generated-name.ts';
import { imageDiffers } from './image-differs.ts';
import { imageUnreached } from './image-unreached.ts';
import { ladderCycle } from './ladder-cycle.ts';
import { ladderEntry } from './ladder-entry.ts';
import { ladderSource } from './ladder-source.ts';
import { lockExpired } from './lock-expired.ts';
import { lockReason } from './lock-reason.ts';
import { lockSubject } from './lock-subject.ts';
import { maintenance } from './maintenance.ts';
import { manifestForm } from './manifest-form.ts';
import { nothingHere } from './nothing-here.ts';
import { objectTwice } from './object-twice.ts';
import { outsideProject } from './outside-project.ts';
import { overlayMissing } from './overlay-missing.ts';
import { recordChanged } from './record-changed.ts';
import { recordContradicts } from './record-contradicts.ts';
import { recordMissing } from './record-missing.ts';
import { releaseWithoutService } from './release-without-service.ts';
import { renderFails } from './render-fails.ts';
import { requirementsPattern } from './requirements-pattern.ts';
import { requiresKnown } from './requires-known.ts';
import { requiresMet } from './requires-met.ts';
import { signOff } from './sign-off.ts';
import { unknownEnvironment } from './unknown-environment.ts';
import { unknownService } from './unknown-service.ts';
import { windowGrammar } from './window-grammar.ts';

/** Every rule, by the name of its file. A new rule is a file here and a line below. */
export const RULES = {
  accepts,
  'application-name': applicationName,
  'argocd-server': argocdServer,
  'argocd-stale': argocdStale,
  'check-credentials': checkCredentials,
  'check-patterns': checkPatterns,
  'check-values': checkValues,
  'config-pinned': configPinned,
  'config-revision': configRevision,
  'contract-missing': contractMissing,
  'database-schema': databaseSchema,
  'destination-twice': destinationTwice,
  'direct-needs-entry': directNeedsEntry,
  'gate-checks': gateChecks,
  'gate-duration': gateDuration,
  'generated-name': generatedName,
  'image-differs': imageDiffers,
  'image-unreached': imageUnreached,
  'ladder-cycle': ladderCycle,
  'ladder-entry': ladderEntry,
  'ladder-source': ladderSource,
  'lock-expired': lockExpired,
  'lock-reason': lockReason,
  'lock-subject': lockSubject,
  maintenance,
  'manifest-form': manifestForm,
  'nothing-here': nothingHere,
  'object-twice': objectTwice,
  'outside-project': outsideProject,
  'overlay-missing': overlayMissing,
  'record-changed': recordChanged,
  'record-contradicts': recordContradicts,
  'record-missing': recordMissing,
  'release-without-service': releaseWithoutService,
  'render-fails': renderFails,
  'requirements-pattern': requirementsPattern,
  'requires-known': requiresKnown,
  'requires-met': requiresMet,
  'sign-off': signOff,
  'unknown-environment': unknownEnvironment,
  'unknown-service': unknownService,
  'window-grammar': windowGrammar,
} as const satisfies Readonly<Record<string, Rule>>;
