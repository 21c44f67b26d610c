import type { ChangeComment, Comment, NewComment } from '@woshou/classroom/api'
import { addComment, changeComment, deleteComment, readComments } from './api/comments.ts'
import type { Answer, Problem } from './api/request.ts'

/** What was said of one session's moves, as far as whoever looks may read it. */
export class Remarks {
  readonly #session: string
  readonly #token: string | undefined
  #all = $state.raw<readonly Comment[]>([])
  #problem = $state.raw<Problem | null>(null)
  #busy = $state(false)

  /** @param token of an own seat in the session */
  constructor(session: string, token?: string) {
    this.#session = session
    this.#token = token
  }

  /** In the order of moves; those of one move in the order in which they were written. */
  get all(): readonly Comment[] {
    return this.#all
  }

  /** Why the last thing asked for did not happen. */
  get problem(): Problem | null {
    return this.#problem
  }

  get busy(): boolean {
    return this.#busy
  }

  async load(): Promise<void> {
    const answer = await readComments(this.#session, this.#token)
    if (answer.ok) this.#all = answer.value.comments
    else this.#problem = answer.problem
  }

  /** Whether it is kept: what was typed is thrown away only then. */
  add(comment: NewComment): Promise<boolean> {
    return this.#ask(
      () => addComment(this.#session, comment),
      (kept) => [...this.#all, kept],
    )
  }

  change(comment: string, wanted: ChangeComment): Promise<boolean> {
    return this.#ask(
      () => changeComment(this.#session, comment, wanted),
      (kept) => this.#all.map((one) => (one.comment === comment ? kept : one)),
    )
  }

  remove(comment: string): Promise<boolean> {
    return this.#ask(
      () => deleteComment(this.#session, comment),
      () => this.#all.filter((one) => one.comment !== comment),
    )
  }

  async #ask<Value>(ask: () => Promise<Answer<Value>>, then: (value: Value) => readonly Comment[]): Promise<boolean> {
    if (this.#busy) return false
    this.#busy = true
    this.#problem = null
    const answer = await ask()
    this.#busy = false
    if (answer.ok) this.#all = [...then(answer.value)].sort((a, b) => a.version - b.version || a.at - b.at)
    else this.#problem = answer.problem
    return answer.ok
  }
}
