import { FLAGS, isSeq, STATES } from '@woshou/protocol'
import * as v from 'valibot'
import { LevelSchema } from './level.ts'
import { LocalizedSchema } from './localized.ts'
import { RoleSchema } from './role.ts'

const bytes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600_000))
const StateSchema = v.picklist(STATES)
/** Anything longer is no scenario that people play, and would take its time to replay. */
const few = <S extends v.GenericSchema>(entry: S) => v.pipe(v.array(entry), v.maxLength(100, 'at most 100 entries'))
const SeqSchema = v.custom<number>(isSeq, 'an integer from 0 to 4294967295')

/** What the application asks of its TCP, RFC 9293 §3.9.1. */
export const WishedCallSchema = v.variant('type', [
  v.strictObject({ type: v.literal('open-passive') }),
  v.strictObject({ type: v.literal('open-active') }),
  v.strictObject({ type: v.literal('send'), bytes }),
  /** gone: and the application will not receive either (RFC 9293 §3.6.1, Linux's `close()`). */
  v.strictObject({ type: v.literal('close'), gone: v.exactOptional(v.literal(true)) }),
  v.strictObject({ type: v.literal('abort') }),
  /** The application has room for so many bytes: the window to offer from now on. */
  v.strictObject({
    type: v.literal('offer-window'),
    bytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
  }),
  /** The host forgets its connections, and comes back. */
  v.strictObject({ type: v.literal('crash') }),
])
export type WishedCall = v.InferOutput<typeof WishedCallSchema>

/** When a wish comes up. Everything named must hold, and only the wisher's own end is looked at. */
const ConditionSchema = v.strictObject({
  /** The own end is in one of these states. */
  states: v.optional(v.pipe(v.array(StateSchema), v.minLength(1))),
  /** At least so many bytes have been delivered to the own application. */
  received: v.optional(bytes),
  /** The peer's FIN has been taken. */
  peerClosed: v.optional(v.literal(true)),
  /** All that was sent has been acknowledged. */
  acknowledged: v.optional(v.literal(true)),
  /** Nothing that arrived waits for a reply: the application lets TCP finish first. */
  nothingOwed: v.optional(v.literal(true)),
  /** So much play time, in ms, has passed since the wish before it was called. */
  after: v.optional(milliseconds),
  /** So much play time, in ms, has passed since the own end last sent, took or called anything, or a timer of it ran out. */
  quiet: v.optional(milliseconds),
})
export type Condition = v.InferOutput<typeof ConditionSchema>

const WishSchema = v.strictObject({ call: WishedCallSchema, when: v.optional(ConditionSchema, {}) })
export type Wish = v.InferOutput<typeof WishSchema>

/** What a script can name a segment by; a segment with text counts as text, whatever its flags. */
const SEGMENT_KINDS = ['SYN', 'SYN,ACK', 'ACK', 'text', 'FIN', 'RST'] as const
export type SegmentKind = (typeof SEGMENT_KINDS)[number]

const nth = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1)

/** A script's moment: when the play starts, or when that end sends its nth such segment. */
const MomentSchema = v.union([
  v.literal('start'),
  v.strictObject({ from: RoleSchema, match: v.picklist([...SEGMENT_KINDS, 'any']), nth }),
])
export type ScriptedMoment = v.InferOutput<typeof MomentSchema>

/** So long after it, ms of play time. */
const delay = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000)), 0)
const places = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))

/** Another client of a listening host's: what it sends; the host answers it by itself. */
const StrangerSchema = v.strictObject({
  /** When its SYN arrives. */
  after: MomentSchema,
  delay,
  /** Its initial sequence number. */
  seq: SeqSchema,
  /** What it answers the SYN,ACK with, and when that arrives; a forged sender never does. */
  answer: v.exactOptional(v.strictObject({ send: v.picklist(['ACK', 'RST']), after: MomentSchema, delay })),
})
export type Stranger = v.InferOutput<typeof StrangerSchema>

/** What a listening host keeps besides the one connection that is played: `listen(2)`'s two queues. */
const ListenPlanSchema = v.strictObject({
  /**
   * What the accept queue is bounded by, once the host has bounded it (Linux: the smaller of `listen`'s backlog and
   * somaxconn). It is full when it holds more than that: one connection more than the number says, as on Linux.
   */
  backlog: places,
  /** Places of the SYN queue, full when all are taken; as many as the backlog when left out. */
  synQueue: v.exactOptional(places),
  /** Whether a SYN that finds the SYN queue full is answered with a SYN cookie (RFC 4987 §3.6) instead of dropped. */
  cookies: v.optional(v.boolean(), false),
  /** A third segment that finds the accept queue full is ignored, or answered with RST (tcp_abort_on_overflow). */
  overflow: v.optional(v.picklist(['drop', 'reset']), 'drop'),
  /** When the application accepts the oldest connection: at once, so long after the one before, or never. */
  accepts: v.optional(
    v.union([v.literal('at-once'), v.literal('never'), v.strictObject({ after: milliseconds })]),
    'at-once',
  ),
  /** For how long a stranger's request is kept: until the repetitions of the SYN,ACK are given up. Linux: 63 s. */
  giveUp: v.optional(milliseconds, 63_000),
  /** Other clients, at most one hundred. */
  strangers: v.optional(few(StrangerSchema), []),
})
export type ListenPlan = v.InferOutput<typeof ListenPlanSchema>

const EndPlanSchema = v.strictObject({
  /**
   * LISTEN: a passive OPEN has been made before the session starts. ESTABLISHED: so has the whole handshake, of which
   * nothing is known but where the numbers stand; for recorded exchanges that begin in the middle.
   */
  start: v.picklist(['CLOSED', 'LISTEN', 'ESTABLISHED']),
  /** Pins this end's initial sequence number; drawn from the seed when left out. */
  iss: v.optional(SeqSchema),
  /** The peer's initial sequence number, where the end starts ESTABLISHED. */
  irs: v.optional(SeqSchema),
  /** The largest receive window, bytes; the engine's own when left out. */
  receiveBuffer: v.optional(bytes),
  /** In this order; empty in free play, where the student makes the calls. */
  wishes: v.optional(few(WishSchema), []),
  /** The queues of the host that listens here; without it there are none, and nobody else asks for anything. */
  listen: v.exactOptional(ListenPlanSchema),
})
export type EndPlan = v.InferOutput<typeof EndPlanSchema>

/** Where a scenario is listed. */
export const TOPICS = ['open', 'data', 'close', 'loss', 'congestion', 'reset', 'museum', 'free'] as const
export const CALLS = ['scripted', 'free', 'observed'] as const

const TIMERS = ['time-wait', 'retransmission', 'persist', 'keep-alive', 'delayed-ack', 'idle-restart'] as const

/** What a segment's sender got wrong, or what changed it on its way: seq and ack by so much, the window to so many. */
const AlterationSchema = v.strictObject({
  seq: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000)), 0),
  ack: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000)), 0),
  window: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
})

const FaultSchema = v.strictObject({
  from: RoleSchema,
  match: v.picklist([...SEGMENT_KINDS, 'any']),
  /** The nth such segment of that end, from 1; one that is sent again counts anew. */
  nth,
  /** alter: another segment goes on than the one that its end's TCP sent, as if its stack were faulty. */
  do: v.picklist(['drop', 'delay', 'duplicate', 'alter']),
  /** How much later it arrives, or its duplicate, in milliseconds of play time. */
  ms: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000)), 0),
  /** With `alter`: how. */
  alter: v.optional(AlterationSchema),
})
export type Fault = v.InferOutput<typeof FaultSchema>

/** A number, or one that is counted from an end's initial sequence number in this connection, whatever that is. */
const ScriptedSeqSchema = v.union(
  [
    SeqSchema,
    v.strictObject({
      iss: RoleSchema,
      plus: v.pipe(v.number(), v.integer(), v.minValue(-1_000_000), v.maxValue(1_000_000)),
    }),
  ],
  'an integer from 0 to 4294967295, or {"iss": "client" or "server", "plus": an integer}',
)
export type ScriptedSeq = v.InferOutput<typeof ScriptedSeqSchema>

/** Who sent what no end's TCP sent: somebody in an end's name, a box on the way, or the end's own faulty stack. */
const ORIGINS = ['forger', 'middlebox', 'stack'] as const
export type Origin = (typeof ORIGINS)[number]

const OldDuplicateSchema = v.strictObject({
  /** Whose it seems to be. */
  from: RoleSchema,
  /** Who sent it, where it is not of an earlier connection. */
  by: v.optional(v.picklist(ORIGINS)),
  flags: v.array(v.picklist(FLAGS.map(([name]) => name))),
  seq: ScriptedSeqSchema,
  ack: v.optional(ScriptedSeqSchema, 0),
  length: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1460)), 0),
  /** It comes up when the play starts, or when that end sends its nth such segment. */
  after: MomentSchema,
  /** On top of the latency, milliseconds of play time. */
  delay,
})
export type OldDuplicate = v.InferOutput<typeof OldDuplicateSchema>

/**
 * A box on the way that keeps a table of connections (a NAT, a firewall, a proxy), and forgets them. Times and names are
 * RFC 5382's (REQ-5); a SYN that passes makes a new entry.
 */
const MiddleboxSchema = v.strictObject({
  /** After so long in which nobody had anything to say it has forgotten the connection; never without. */
  established: v.optional(milliseconds),
  /** The same while the connection is half open or half closed: one end only has sent its SYN, or any its FIN. */
  transitory: v.optional(milliseconds),
  /** What becomes of a segment of a forgotten connection: nothing, or a RST to its sender in the other end's name. */
  does: v.picklist(['drop', 'reset']),
})

const share = v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0)

/** A scenario is data: a teacher writes one without touching code. */
export const ScenarioSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens'), v.maxLength(60)),
  topic: v.picklist(TOPICS),
  title: LocalizedSchema,
  /** One sentence for whoever chooses. */
  summary: LocalizedSchema,
  /** What one knows afterwards that one did not know before. */
  lesson: LocalizedSchema,
  /**
   * free: the students make their applications' calls themselves. observed: a recorded exchange, whose calls nobody
   * saw: what was sent is all that is known of them.
   */
  calls: v.optional(v.picklist(CALLS), 'scripted'),
  ends: v.strictObject({ client: EndPlanSchema, server: EndPlanSchema }),
  link: v.strictObject({
    /** One-way, in milliseconds of play time. */
    latency: milliseconds,
    /** Segments with this flag wait on the wire for their counterpart from the other end, so that both cross. */
    crossing: v.optional(v.array(v.picklist(['SYN', 'FIN'])), []),
    /** Faults by script. */
    faults: v.optional(few(FaultSchema), []),
    /** Segments that no end's TCP sends: of an earlier connection, which come up again, or by whoever `by` says. */
    old: v.optional(few(OldDuplicateSchema), []),
    middlebox: v.optional(MiddleboxSchema),
    /** Somebody pulls the cable once the applications have had all their wishes, and everything is acknowledged. */
    cutWhenDone: v.optional(v.boolean()),
    /** Faults by chance, as shares of all segments, drawn from the session's seed. */
    chance: v.optional(
      v.strictObject({ loss: share, duplicate: share, delay: share, delayBy: v.optional(milliseconds, 3_000) }),
    ),
    /** Whether the students may do the network's mischief to their own segments in flight. */
    byHand: v.optional(v.boolean(), false),
  }),
  /** The timers that run. Where nothing is lost a retransmission timer would only hurry the student. */
  timers: v.optional(v.array(v.picklist(TIMERS)), ['time-wait']),
  /** Maximum Segment Lifetime in milliseconds of play time; TIME-WAIT lasts two of them. */
  msl: milliseconds,
  /** How both ends behave where the RFCs leave a choice; the engine's own way when left out. */
  policy: v.optional(
    v.strictObject({
      rfc5961: v.optional(v.boolean()),
      delayedAck: v.optional(v.boolean()),
      /** Milliseconds of play time. */
      rto: v.optional(milliseconds),
      keepAlive: v.optional(milliseconds),
      /** Keep-alive probes that stay unanswered before the connection is given up (RFC 9293 §3.8.4); never without. */
      keepAliveProbes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
      /** Challenge ACKs that an end sends at most (RFC 5961 §7); without it every one that is called for. */
      challengeAcks: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
      /** Text waits until the window is worth a segment (RFC 9293 §3.8.6.2.1); without it any window will do. */
      avoidsSilly: v.optional(v.boolean()),
      /** R2: how often a segment is sent again before the connection is given up (RFC 9293 §3.8.3); never without. */
      retries: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
      /** The MSS that both ends announce with their SYN; without it neither does, and 536 holds (RFC 9293 §3.7.1). */
      mss: v.optional(bytes),
      /** Congestion control as RFC 5681 has it; without it only the peer's window limits what may be sent. */
      congestion: v.optional(v.picklist(['none', 'reno'])),
      /** The congestion window at first, bytes; null or left out: what RFC 5681 §3.1 gives for the MSS. */
      initialCwnd: v.optional(v.nullable(bytes)),
      /** The slow start threshold at first, bytes; null or left out: arbitrarily high. */
      initialSsthresh: v.optional(v.nullable(bytes)),
      /** Selective acknowledgements (RFC 2018): both ends permit them with their SYN; without it neither does. */
      sack: v.optional(v.boolean()),
    }),
    {},
  ),
  /** Reached when both ends are in one of their states, every wish is done and nothing is on the wire. */
  goal: v.strictObject({ client: v.array(StateSchema), server: v.array(StateSchema) }),
  level: v.optional(LevelSchema, 'coached'),
})
export type Scenario = v.InferOutput<typeof ScenarioSchema>

/** What a file for a scenario holds before the defaults are filled in. */
export type ScenarioInput = v.InferInput<typeof ScenarioSchema>

/** Reads a scenario from outside; total. The error names the field (`ends.client.wishes.0.call`) and what it takes. */
export function parseScenario(
  json: unknown,
):
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly field: string; readonly detail: string } {
  const parsed = v.safeParse(ScenarioSchema, json, { abortEarly: true })
  if (parsed.success) return { ok: true, scenario: parsed.output }
  const [issue] = parsed.issues
  return { ok: false, field: v.getDotPath(issue) ?? '', detail: detailOf(issue) }
}

/** What is wrong at a place, for somebody who writes the file by hand and has not seen the schema. */
function detailOf(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === 'never') return 'there is no such field; remove it, or correct its name'
  if (issue.path?.at(-1)?.origin === 'key' && issue.received === 'undefined') return 'is missing'
  // what the schema says itself is clearer than the pattern it was checked with
  const expected = issue.message.startsWith('Invalid ') ? issue.expected : issue.message
  return `expected ${expected}, received ${issue.received}`
}
