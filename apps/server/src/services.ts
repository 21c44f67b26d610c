import type { Admission } from './live/admission.ts'
import type { Bus } from './live/bus.ts'
import type { ClassGlances } from './live/class/class-glances.ts'
import type { ClassQuestions } from './live/class/class-questions.ts'
import type { ClassRegistry } from './live/class/class-registry.ts'
import type { ClassReports } from './live/class/class-reports.ts'
import type { Tiles } from './live/class/tiles.ts'
import type { Codes } from './live/codes.ts'
import type { EndedLogs } from './live/ended-logs.ts'
import type { Failures } from './live/failures.ts'
import type { Halls } from './live/halls.ts'
import type { KnownBrowsers } from './live/known-browsers.ts'
import type { Registry } from './live/registry.ts'
import type { StorageHealth } from './live/storage-health.ts'
import type { StorageShare } from './live/storage-share.ts'
import type { Turnstile } from './live/turnstile.ts'
import type { Metrics } from './metrics.ts'
import type { Passwords } from './password.ts'
import type { ScenarioShelf } from './scenario-shelf.ts'
import type { Storage } from './storage/storage.ts'

/** What the routes work with. */
export interface Services {
  readonly storage: Storage
  readonly storageHealth: StorageHealth
  readonly registry: Registry
  /** The classes that are live here. */
  readonly classes: ClassRegistry
  /** What classes can be asked of their own moves. */
  readonly questions: ClassQuestions
  /** How classes stand that need not be live here. */
  readonly glances: ClassGlances
  /** What classes did not understand. */
  readonly reports: ClassReports
  /** What codes stand for, and who guesses too much. */
  readonly codes: Codes
  /** The addresses behind which classes sit. */
  readonly halls: Halls
  /** Those that have a limit of their own. */
  readonly browsers: KnownBrowsers
  readonly bus: Bus
  readonly shelf: ScenarioShelf
  readonly admission: Admission
  /** For what is dear. */
  readonly turnstile: Turnstile
  /** Of each address, of what can be stored. */
  readonly storageShare: StorageShare
  readonly endedLogs: EndedLogs
  /** How the pairs of classes stand. */
  readonly tiles: Tiles
  readonly passwords: Passwords
  readonly metrics: Metrics
  readonly failures: Failures
  /** Milliseconds since 1970, UTC. */
  readonly clock: () => number
}
