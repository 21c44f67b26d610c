import * as v from 'valibot'
import type { CatalogueEntry } from '../facts/catalogue-entry.ts'
import { type Effort, EffortSchema } from '../facts/effort.ts'
import { parseScenario, type Scenario } from '../facts/scenario.ts'
import abort from './abort.json' with { type: 'json' }
import abortWithTextInFlight from './abort-with-text-in-flight.json' with { type: 'json' }
import acceptQueueFull from './accept-queue-full.json' with { type: 'json' }
import acceptQueueReset from './accept-queue-reset.json' with { type: 'json' }
import challengeAcksCounted from './challenge-acks-counted.json' with { type: 'json' }
import closeWait from './close-wait.json' with { type: 'json' }
import connectionAgedOut from './connection-aged-out.json' with { type: 'json' }
import connectionRefused from './connection-refused.json' with { type: 'json' }
import dataInBetween from './data-in-between.json' with { type: 'json' }
import efforts from './efforts.json' with { type: 'json' }
import fastRecovery from './fast-recovery.json' with { type: 'json' }
import fastRetransmit from './fast-retransmit.json' with { type: 'json' }
import freePlay from './free-play.json' with { type: 'json' }
import halfClose from './half-close.json' with { type: 'json' }
import halfCloseCut from './half-close-cut.json' with { type: 'json' }
import halfOpenDiscovery from './half-open-discovery.json' with { type: 'json' }
import halfOpenSurvivorSends from './half-open-survivor-sends.json' with { type: 'json' }
import isnFromAClock from './isn-from-a-clock.json' with { type: 'json' }
import keepAlive from './keep-alive.json' with { type: 'json' }
import keepAliveCablePulled from './keep-alive-cable-pulled.json' with { type: 'json' }
import keepAliveStorm from './keep-alive-storm.json' with { type: 'json' }
import kernelCloseClientFirst from './kernel-close-client-first.json' with { type: 'json' }
import kernelHalfClose from './kernel-half-close.json' with { type: 'json' }
import lostAckOfFin from './lost-ack-of-fin.json' with { type: 'json' }
import lostData from './lost-data.json' with { type: 'json' }
import lostFin from './lost-fin.json' with { type: 'json' }
import lostHandshakeAck from './lost-handshake-ack.json' with { type: 'json' }
import lostSyn from './lost-syn.json' with { type: 'json' }
import lostSynAck from './lost-syn-ack.json' with { type: 'json' }
import oldDuplicateSyn from './old-duplicate-syn.json' with { type: 'json' }
import oldDuplicateSynTwoListeners from './old-duplicate-syn-two-listeners.json' with { type: 'json' }
import oldText from './old-text.json' with { type: 'json' }
import openAndCloseFromClient from './open-and-close-from-client.json' with { type: 'json' }
import openAndCloseFromServer from './open-and-close-from-server.json' with { type: 'json' }
import retryLimit from './retry-limit.json' with { type: 'json' }
import rstAnsweredWithRst from './rst-answered-with-rst.json' with { type: 'json' }
import shrinkingWindow from './shrinking-window.json' with { type: 'json' }
import sillyWindow from './silly-window.json' with { type: 'json' }
import simultaneousClose from './simultaneous-close.json' with { type: 'json' }
import simultaneousOpen from './simultaneous-open.json' with { type: 'json' }
import slowStart from './slow-start.json' with { type: 'json' }
import smallMss from './small-mss.json' with { type: 'json' }
import synCookies from './syn-cookies.json' with { type: 'json' }
import synFlood from './syn-flood.json' with { type: 'json' }
import synQueueFull from './syn-queue-full.json' with { type: 'json' }
import synackAcksTooMuch from './synack-acks-too-much.json' with { type: 'json' }
import thirdSegmentWithData from './third-segment-with-data.json' with { type: 'json' }
import threeSegmentClose from './three-segment-close.json' with { type: 'json' }
import threeWayHandshake from './three-way-handshake.json' with { type: 'json' }
import timeWaitAssassination from './time-wait-assassination.json' with { type: 'json' }
import timeWaitLateFin from './time-wait-late-fin.json' with { type: 'json' }
import timeoutToOne from './timeout-to-one.json' with { type: 'json' }
import twoHoles from './two-holes.json' with { type: 'json' }
import twoHolesWithSack from './two-holes-with-sack.json' with { type: 'json' }
import whyNotThreeFarewells from './why-not-three-farewells.json' with { type: 'json' }
import whyNotTwoHandshakes from './why-not-two-handshakes.json' with { type: 'json' }
import wrapAround from './wrap-around.json' with { type: 'json' }
import zeroWindow from './zero-window.json' with { type: 'json' }

/** The scenarios that come with Woshou, in the order in which they are best learnt. */
export const SCENARIOS: readonly Scenario[] = [
  threeWayHandshake,
  whyNotTwoHandshakes,
  openAndCloseFromClient,
  openAndCloseFromServer,
  threeSegmentClose,
  whyNotThreeFarewells,
  dataInBetween,
  halfClose,
  closeWait,
  simultaneousOpen,
  simultaneousClose,
  lostSyn,
  lostSynAck,
  lostHandshakeAck,
  lostData,
  fastRetransmit,
  twoHoles,
  twoHolesWithSack,
  retryLimit,
  lostFin,
  lostAckOfFin,
  timeWaitLateFin,
  oldDuplicateSyn,
  oldDuplicateSynTwoListeners,
  oldText,
  synFlood,
  synQueueFull,
  synCookies,
  acceptQueueFull,
  acceptQueueReset,
  halfOpenDiscovery,
  halfOpenSurvivorSends,
  connectionRefused,
  abort,
  abortWithTextInFlight,
  thirdSegmentWithData,
  smallMss,
  keepAlive,
  keepAliveCablePulled,
  wrapAround,
  zeroWindow,
  slowStart,
  fastRecovery,
  timeoutToOne,
  kernelCloseClientFirst,
  kernelHalfClose,
  synackAcksTooMuch,
  rstAnsweredWithRst,
  connectionAgedOut,
  shrinkingWindow,
  halfCloseCut,
  isnFromAClock,
  timeWaitAssassination,
  challengeAcksCounted,
  sillyWindow,
  keepAliveStorm,
  freePlay,
].map((json) => {
  const parsed = parseScenario(json)
  if (!parsed.ok) throw new Error(`scenarios/${json.id}.json: ${parsed.field}: ${parsed.detail}`)
  return parsed.scenario
})

/**
 * What each of them takes and asks, as `effortOf` finds by playing it: kept, so that a browser need not play thirty
 * scenarios before it lists them.
 */
export const EFFORTS: Readonly<Record<string, Effort | null>> = v.parse(
  v.record(v.string(), v.nullable(EffortSchema)),
  efforts,
)

/** Where to start, and how to go on: two lessons that meet everything once, none harder than the one after it. */
export const PATH: readonly string[] = [
  'three-way-handshake',
  'open-and-close-from-client',
  'data-in-between',
  'half-close',
  'why-not-two-handshakes',
  'connection-refused',
  'lost-syn',
  'lost-data',
  'lost-ack-of-fin',
  'old-duplicate-syn',
]

/** A scenario as the catalogue lists it. */
export function catalogueEntry(
  { calls, id, lesson, level, summary, title, topic }: Scenario,
  effort: Effort | null = EFFORTS[id] ?? null,
): CatalogueEntry {
  const step = PATH.indexOf(id) + 1
  return { id, topic, title, summary, lesson, level, calls, effort, step: step === 0 ? null : step }
}
