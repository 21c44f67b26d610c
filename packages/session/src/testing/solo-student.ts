import { evolveView, type View } from '../eyes/eyes.ts'
import type { Command } from '../facts/command.ts'
import { rightMove } from '../solo/right-move.ts'
import type { SoloSession } from '../solo/solo-session.ts'
import type { ServerMessage } from '../talk/message.ts'

/** A student who plays rightly and promptly in a solo session, and knows only what the messages say. */
export class SoloStudent {
  readonly solo: SoloSession
  now = 0
  view: View | null = null
  messages: ServerMessage[] = []
  #moves = 0

  constructor(solo: SoloSession) {
    this.solo = solo
    this.now = solo.session.at
    const join = { type: 'join', session: 'S'.repeat(22), token: 'T'.repeat(22), since: 0 } as const
    this.#take(solo.receive(join, this.now))
  }

  /** Asks for something and gives the answer. */
  move(command: Command, options: { id?: string; version?: number } = {}): ServerMessage | undefined {
    const id = options.id ?? `student-${String(++this.#moves).padStart(4, '0')}`
    const version = options.version ?? this.view?.version ?? 0
    const messages = this.solo.receive({ type: 'move', id, version, command }, this.now)
    this.#take(messages)
    return messages.at(-1)
  }

  /** Waits for the next thing that happens by itself; false when there is none. */
  wait(): boolean {
    const { dueAt } = this.solo
    if (dueAt === null) return false
    this.now = Math.max(this.now, dueAt)
    this.#take(this.solo.elapse(this.now))
    return true
  }

  /** Does what is to be done next, or waits; false when there is neither. */
  step(): boolean {
    const { role, session } = this.solo
    if (session.ended) return false
    const next = rightMove(session, role, 'prompt', session.seed)
    if (!next || (this.solo.dueAt ?? Number.POSITIVE_INFINITY) <= Math.max(this.now, next.at)) return this.wait()
    this.now = Math.max(this.now, next.at)
    const answered = this.move(next.command)
    if (answered?.type !== 'accepted') throw new Error(`a right move was answered ${JSON.stringify(answered)}`)
    return true
  }

  /** Plays to the end. */
  play(): this {
    while (this.step());
    return this
  }

  #take(messages: readonly ServerMessage[]): void {
    this.messages.push(...messages)
    for (const message of messages)
      if (message.type === 'events')
        for (const event of message.events) this.view = evolveView(this.view, event, this.solo.role)
  }
}
