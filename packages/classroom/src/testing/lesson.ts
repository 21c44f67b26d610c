import { SCENARIOS } from '@woshou/session/scenarios'
import * as v from 'valibot'
import type { ClassCommand } from '../facts/class-command.ts'
import type { ClassEvent, ClassEventBody } from '../facts/class-event.ts'
import type { Drawing, Question } from '../facts/question.ts'
import { RoundPlanSchema } from '../facts/round-plan.ts'
import { NO_VOTES, type Votes } from '../poll/votes.ts'
import type { Classroom } from '../table/classroom.ts'
import { type ClassAnswer, decide, happen, openClass, type Person } from '../table/decide.ts'

/** A participant's id that tells who it is. */
export const student = (nth: number): string => `student-${String(nth).padStart(4, '0')}`.padEnd(22, '-')

const nothingDrawn: Drawing = { lines: [], ticks: [], start: {}, from: 0, until: 0, latency: 0, cut: false }

/** What `Lesson` asks when it is told to ask anything: the first choice is right. */
const QUESTION: Question = {
  session: 'S'.repeat(22),
  role: 'client',
  version: 7,
  scenario: 'three-way-handshake',
  title: { en: 'Three segments', 'zh-CN': '三个报文段' },
  level: 'coached',
  state: 'SYN-SENT',
  arrival: { flags: 18, seq: 0, ack: 1, length: 0 },
  variables: [],
  numbers: { iss: 0, irs: 0 },
  seen: nothingDrawn,
  ladder: nothingDrawn,
  rule: 'ack-last-byte',
  choices: [
    { kind: 'segment', segment: { flags: 16, seq: 1, ack: 1, length: 0 }, rule: null, violation: null },
    {
      kind: 'segment',
      segment: { flags: 16, seq: 1, ack: 0, length: 0 },
      rule: 'ack-last-byte',
      violation: { rule: 'ack-last-byte', section: '3.4', field: 'ack', chosen: 0, allowed: [] },
    },
    { kind: 'nothing-yet', right: false },
  ],
}

/** A class at a table, without sockets or clocks: a log that grows by commands. */
export class Lesson {
  readonly log: ClassEvent[]
  classroom: Classroom
  people: Person[]
  /** The pairs whose session is over. */
  over = new Set<number>()
  /** Of the newest poll. */
  votes: Votes = NO_VOTES
  now = 1_800_000_000_000
  #commands = 0
  #draws = 0

  constructor(students: number) {
    const { classroom, events } = openClass(this.now, 'teacher')
    this.log = [...events]
    this.classroom = classroom
    this.people = Array.from({ length: students }, (_, nth) => ({
      participant: student(nth),
      present: true,
      cameAt: this.now + nth,
    }))
  }

  give(command: ClassCommand, options: { id?: string; question?: Question | null } = {}): ClassAnswer {
    const answer = decide(this.classroom, command, {
      id: options.id ?? `command-${String(++this.#commands).padStart(4, '0')}`,
      by: 'teacher',
      now: this.now,
      people: this.people,
      over: this.over,
      scenario: (id) => SCENARIOS.find((one) => one.id === id) ?? null,
      question: options.question === undefined ? QUESTION : options.question,
      votes: this.votes,
      draw: () => ++this.#draws,
    })
    if (answer.kind === 'accepted') this.#take(answer)
    return answer
  }

  start(plan: Partial<v.InferInput<typeof RoundPlanSchema>> = {}): ClassAnswer {
    return this.give({ type: 'start-round', ...v.parse(RoundPlanSchema, { scenario: 'three-way-handshake', ...plan }) })
  }

  happen(bodies: readonly ClassEventBody[]): this {
    this.#take(happen(this.classroom, bodies, this.now, null))
    return this
  }

  #take({ classroom, events }: { readonly classroom: Classroom; readonly events: readonly ClassEvent[] }): void {
    this.log.push(...events)
    this.classroom = classroom
  }
}
