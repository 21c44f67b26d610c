import type { Rubric } from '@woshou/classroom'
import type { Marks } from '@woshou/classroom/api'
import type { Role } from '@woshou/session'
import type { Problem } from './api/request.ts'
import { giveMarks, readMarks, readRubric } from './api/review.ts'

type Mark = Marks['marks'][number]

/** What one session's students are given by their class's rubric. */
export class SessionMarks {
  readonly #session: string
  readonly #class: string
  #rubric = $state.raw<Rubric | null>(null)
  #all = $state.raw<readonly Mark[]>([])
  #problem = $state.raw<Problem | null>(null)
  /** One after the other: each takes the place of what that student had. */
  #queue: Promise<void> = Promise.resolve()
  #pending = 0

  constructor(session: string, ofClass: string) {
    this.#session = session
    this.#class = ofClass
  }

  /** Null until it is known. */
  get rubric(): Rubric | null {
    return this.#rubric
  }

  get all(): readonly Mark[] {
    return this.#all
  }

  get problem(): Problem | null {
    return this.#problem
  }

  async load(): Promise<void> {
    const [rubric, marks] = await Promise.all([readRubric(this.#class), readMarks(this.#session)])
    if (rubric.ok && marks.ok) {
      this.#all = marks.value.marks
      this.#rubric = rubric.value
    } else if (!rubric.ok) this.#problem = rubric.problem
    else if (!marks.ok) this.#problem = marks.problem
  }

  /** Gives a student a key, or takes it back; seen at once, and as it was before when it could not be kept. */
  toggle(role: Role, student: number, key: string): void {
    const own = (one: Mark) => one.role === role && one.student === student
    this.#all = this.#all.map((one) => {
      if (!own(one)) return one
      const keys = one.keys.includes(key) ? one.keys.filter((other) => other !== key) : [...one.keys, key]
      return { ...one, keys }
    })
    this.#pending += 1
    this.#queue = this.#queue.then(async () => {
      const keys = [...(this.#all.find(own)?.keys ?? [])]
      const answer = await giveMarks(this.#session, { role, student, keys })
      this.#pending -= 1
      this.#problem = answer.ok ? null : answer.problem
      if (this.#pending > 0) return
      if (answer.ok) this.#all = answer.value.marks
      else {
        const kept = await readMarks(this.#session)
        if (kept.ok && this.#pending === 0) this.#all = kept.value.marks
      }
    })
  }
}
