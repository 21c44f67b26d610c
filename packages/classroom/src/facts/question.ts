import { RULE_IDS, STATES, type Violation } from '@woshou/protocol'
import { LevelSchema, RoleSchema } from '@woshou/session'
import * as v from 'valibot'

const whole = (low: number, high = Number.MAX_SAFE_INTEGER) =>
  v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high))
const version = whole(1)
/** Play time, ms. */
const time = v.number()

const SegmentSchema = v.strictObject({
  flags: whole(0, 255),
  /** Relative to the sender's ISN; as it is where the scenario says what that is. Null: the segment has no such number. */
  seq: v.nullable(v.number()),
  /** Relative to the other end's ISN; null without the ACK flag. */
  ack: v.nullable(v.number()),
  /** Bytes of text. */
  length: v.number(),
})

/** A move as all would make it whatever their numbers are: what the same mistake has in common. */
export type RelativeSegment = v.InferOutput<typeof SegmentSchema>

/** What is wrong with a choice, in the pair's own numbers: `Question.numbers` says from what they count. */
const ViolationSchema = v.custom<Violation>((input) => typeof input === 'object' && input !== null && 'rule' in input)

/** One of the answers of a question; which one is right is the server's secret until the poll is revealed. */
const ChoiceSchema = v.variant('kind', [
  v.object({
    kind: v.literal('segment'),
    segment: SegmentSchema,
    /** The rule that it breaks first; null: it is right. */
    rule: v.nullable(v.picklist(RULE_IDS)),
    /** Why it is wrong; null: it is right. */
    violation: v.nullable(ViolationSchema),
  }),
  /** Nothing is to be sent yet. */
  v.object({ kind: v.literal('nothing-yet'), right: v.boolean() }),
])
export type Choice = v.InferOutput<typeof ChoiceSchema>

/** Which of a question's choices is right: there is one. */
export const isRight = (choice: Choice): boolean => (choice.kind === 'segment' ? choice.rule === null : choice.right)

/**
 * A piece of a time-sequence diagram without names, in relative numbers: what `Ladder` of `@woshou/session` shows, and no
 * more of it than a question needs. What is called a version in it counts what is drawn, from 1.
 */
const DrawingSchema = v.object({
  lines: v.array(
    v.object({
      version,
      from: RoleSchema,
      segment: SegmentSchema,
      sentAt: time,
      arriveAt: v.nullable(time),
      fate: v.picklist(['in-flight', 'held', 'arrived', 'lost', 'unknown']),
      /** Of an earlier connection: nobody sent it in this one. */
      old: v.boolean(),
    }),
  ),
  ticks: v.array(
    v.variant('kind', [
      v.object({
        kind: v.literal('state'),
        version,
        role: RoleSchema,
        at: time,
        from: v.picklist(STATES),
        to: v.picklist(STATES),
      }),
      v.object({
        kind: v.literal('call'),
        version,
        role: RoleSchema,
        at: time,
        call: v.string(),
        bytes: v.nullable(v.number()),
      }),
      v.object({ kind: v.literal('timer'), version, role: RoleSchema, at: time, timer: v.string() }),
    ]),
  ),
  /** The states in which the drawing begins, of the ends that it shows. */
  start: v.object({ client: v.optional(v.picklist(STATES)), server: v.optional(v.picklist(STATES)) }),
  from: time,
  until: time,
  /** One way, ms of play time. */
  latency: v.number(),
  /** What came before it is left out: it would be too long. */
  cut: v.boolean(),
})
export type Drawing = v.InferOutput<typeof DrawingSchema>

/** One moment of one pair of the class, seen from one end: what is sent now? Whose it is, nobody but teachers is told. */
export const QuestionSchema = v.object({
  session: v.string(),
  role: RoleSchema,
  /** The log's version of the move that it asks about: what came before is shown. */
  version,
  /** The scenario's id and title. */
  scenario: v.string(),
  title: v.object({ en: v.string(), 'zh-CN': v.string() }),
  level: LevelSchema,
  /** The own end's. */
  state: v.picklist(STATES),
  /** What came in last, if anything did since the own end last sent something. */
  arrival: v.nullable(SegmentSchema),
  /** The own end's variables (RFC 9293 §3.3.1), sequence numbers relative; null where it has none yet. */
  variables: v.array(v.object({ name: v.string(), value: v.nullable(v.number()) })),
  /** From what the own end's numbers count, and the peer's: 0 where the scenario says what they are. */
  numbers: v.object({ iss: whole(0), irs: whole(0) }),
  /** What the own end has seen and done until then. */
  seen: DrawingSchema,
  /** The same of both ends, with what became of each segment: told when all is revealed. */
  ladder: DrawingSchema,
  /** The rule that most who were wrong here broke first; null: nobody was. */
  rule: v.nullable(v.picklist(RULE_IDS)),
  /** In an order that says nothing of which is right, but for *nothing yet*, which is the last. */
  choices: v.pipe(v.array(ChoiceSchema), v.minLength(2), v.maxLength(5)),
})
export type Question = v.InferOutput<typeof QuestionSchema>
