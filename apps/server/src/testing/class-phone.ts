import type { ClassClientMessage, ClassServerMessage, PhoneNews, PhonePoll } from '@woshou/classroom'
import type { Participant } from '@woshou/classroom/api'
import type { RuleId } from '@woshou/protocol'
import {
  type ClientMessage,
  type Command,
  evolveView,
  isRole,
  PROTOCOL,
  type Role,
  type ServerMessage,
  type View,
} from '@woshou/session'
import { WebSocket } from 'ws'
import {
  hasToDo,
  type Manner,
  type Misconception,
  nextCommand,
  type Plant,
  thinking,
} from '../../../../packages/classroom/src/testing/manner.ts'
import { Lookout } from './lookout.ts'
import { ask } from './pair.ts'

/** How a simulated student plays. */
export interface Playing {
  readonly manner: Manner
  readonly misconception?: Misconception
  /** A rule that its student breaks. */
  readonly plant?: Plant | null
  /** From 0 to 1, as `Math.random`. */
  readonly random: () => number
  /** By what the times for which they think are multiplied; by the round's pace they are anyway. */
  readonly haste?: number
}

/** What a simulated student votes, and after how many ms. */
export interface Voting {
  readonly choice: number
  readonly after: number
}

/** A move of a phone that has been judged: a segment, or what is said of an arrival. */
export interface PhoneMove {
  readonly id: string
  readonly session: string
  readonly role: Role
  /** The how manieth that its student has made in this seat. */
  readonly nth: number
  /** `performance.now()`, ms. */
  readonly sentAt: number
  readonly answeredAt: number
}

/** Milliseconds after which a phone that has lost its connection tries again. */
const RETRY = 1_000

/** No new attempt mends these. */
const FINAL: readonly string[] = ['unknown-class', 'removed', 'barred', 'taken-over', 'wrong-token']

type Heard = ClassServerMessage | ServerMessage

/**
 * A student's phone in a class: it has come in with a name, attends over one socket, takes the seat of each round that it is
 * given, and plays there if it is told how. It knows only what it is told.
 */
export class ClassPhone {
  readonly participant: Participant
  readonly #url: string
  readonly #lookout = new Lookout()
  #socket: WebSocket | null = null
  #choose: ((session: string, role: Role) => Playing) | null = null
  #votes: ((poll: PhonePoll) => Voting | null) | null = null
  /** The ballot that it has thought about last, as `poll/ballot`, and its thinking. */
  #considered: { readonly ballot: string; readonly thinks: NodeJS.Timeout | null } | null = null
  #news: PhoneNews | null = null
  /** The seat that was asked for, and whether its messages have begun. */
  #seat: { readonly session: string; readonly role: Role; welcome: boolean } | null = null
  #view: View | null = null
  #thinks: NodeJS.Timeout | null = null
  #retry: NodeJS.Timeout | null = null
  /** The move that has not been answered yet. */
  #asked: { readonly id: string; readonly command: Command; readonly at: number } | null = null
  #moves = 0
  #again: { rule: RuleId | null; times: number } = { rule: null, times: 0 }
  #answers = 0
  #judged = 0
  #away = true
  /** Why the server does not let it in any more; null while it does. */
  refusedBy: string | null = null
  /** Hears of each move that a tile counts, when it has been answered. */
  moved: (move: PhoneMove) => void = () => {}

  /** @param code what is typed, or the link's secret */
  static async comeIn(url: string, code: string, name: string): Promise<ClassPhone> {
    return new ClassPhone(url, await ask<Participant>(url, '/api/participants', { code, name }))
  }

  constructor(url: string, participant: Participant) {
    this.#url = url
    this.participant = participant
  }

  /** What it was told of its class last. */
  get news(): PhoneNews | null {
    return this.#news
  }

  /** What its seat knows. */
  get view(): View | null {
    return this.#view
  }

  get connected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  /** Opens the socket, and again whenever it breaks; resolves when it has heard of its class, or is not let in. */
  async attend(): Promise<this> {
    this.#away = false
    this.#connect()
    await this.until(() => this.#news ?? this.refusedBy)
    return this
  }

  /** From now on it plays whatever seat it has. @param choose how, in which session */
  play(choose: (session: string, role: Role) => Playing): this {
    this.#choose = choose
    this.#plan()
    return this
  }

  /** From now on it votes whenever a ballot is open. @param choose what; null: not at all */
  voteBy(choose: (poll: PhonePoll) => Voting | null): this {
    this.#votes = choose
    this.#consider()
    return this
  }

  /** Votes now, whatever is open. */
  vote(vote: Omit<Extract<ClassClientMessage, { type: 'vote' }>, 'type' | 'class'>): void {
    this.#say({ type: 'vote', class: this.participant.class, ...vote })
  }

  /** The screen goes dark, or the student goes home: it comes back by `attend`. */
  leave(): void {
    this.#away = true
    clearTimeout(this.#retry ?? undefined)
    clearTimeout(this.#thinks ?? undefined)
    clearTimeout(this.#considered?.thinks ?? undefined)
    this.#considered = null
    this.#retry = null
    this.#thinks = null
    this.#socket?.terminate()
    this.#socket = null
    this.#seat = null
    this.#asked = null
  }

  /** Waits until `find` finds something; it is asked after each message. */
  until<Found>(find: () => Found | undefined | null | false): Promise<Found> {
    return this.#lookout.until(find)
  }

  #connect(): void {
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}/ws`, { headers: { origin: this.#url } })
    this.#socket = socket
    const { class: id, token } = this.participant
    socket.on('open', () => this.#say({ type: 'attend', protocol: PROTOCOL, class: id, token, since: 0 }))
    socket.on('message', (data) => {
      if (this.#socket === socket) this.#hear(JSON.parse(data.toString()) as Heard)
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      if (this.#socket !== socket) return
      this.#seat = null
      this.#asked = null
      // asked for again without a connection, its seat would be taken for one that has been asked for
      clearTimeout(this.#retry ?? undefined)
      if (this.#away || this.refusedBy !== null) return
      this.#retry = setTimeout(() => this.#connect(), RETRY)
    })
  }

  #say(message: ClientMessage | ClassClientMessage): void {
    if (this.connected) this.#socket?.send(JSON.stringify(message))
  }

  #hear(message: Heard): void {
    switch (message.type) {
      case 'class':
        // a phone is told what a phone is
        this.#news = message as PhoneNews
        this.#sit()
        this.#consider()
        break
      case 'left':
        if (this.#seat?.session !== message.session) break
        this.#seat = null
        if (!message.again) break
        // as a browser does: a seat that is just being given back opens in a moment, of which nothing more is said
        clearTimeout(this.#retry ?? undefined)
        this.#retry = setTimeout(() => this.#sit(), RETRY)
        break
      case 'welcome':
        if (this.#seat && (message.session ?? this.#seat.session) === this.#seat.session) this.#seat.welcome = true
        break
      case 'events':
        if (this.#seat?.welcome) this.#fold(message)
        break
      case 'accepted':
      case 'violation':
      case 'refusal':
        this.#answered(message)
        break
      case 'error':
        if (FINAL.includes(message.code) && message.session === undefined) this.refusedBy = message.code
        else if (message.id !== undefined && message.id === this.#asked?.id) this.#asked = null
    }
    this.#plan()
    this.#lookout.look()
  }

  /** Thinks once about each ballot in which it has not voted. */
  #consider(): void {
    const poll = this.#news?.poll
    if (!this.#votes || !poll || poll.ballot === null || poll.mine[poll.ballot - 1] !== null) return
    const ballot = `${poll.poll}/${poll.ballot}`
    if (this.#considered?.ballot === ballot) return
    clearTimeout(this.#considered?.thinks ?? undefined)
    const voting = this.#votes(poll)
    const cast = { poll: poll.poll, ballot: poll.ballot }
    const thinks = voting && setTimeout(() => this.vote({ ...cast, choice: voting.choice }), voting.after)
    this.#considered = { ballot, thinks }
  }

  /** Takes the seat that the class gives. */
  #sit(): void {
    const seat = this.#news?.seat ?? null
    if (seat?.session === this.#seat?.session && seat?.role === this.#seat?.role) return
    this.#view = null
    this.#asked = null
    this.#again = { rule: null, times: 0 }
    this.#answers = 0
    this.#judged = 0
    clearTimeout(this.#thinks ?? undefined)
    this.#thinks = null
    if (!seat || !isRole(seat.role)) {
      if (this.#seat) this.#say({ type: 'leave', session: this.#seat.session })
      this.#seat = null
      return
    }
    const { session, role } = seat
    this.#seat = { session, role, welcome: false }
    this.#say({ type: 'join', protocol: PROTOCOL, session, token: this.participant.token, since: 0 })
  }

  #fold({ events, since }: Extract<ServerMessage, { type: 'events' }>): void {
    const { role } = this.#seat ?? {}
    if (role === undefined) return
    if (since === 0) this.#view = null
    for (const event of events) this.#view = evolveView(this.#view, event, role)
  }

  #answered(answer: Extract<ServerMessage, { type: 'accepted' | 'violation' | 'refusal' }>): void {
    if (answer.id !== this.#asked?.id) return
    const { at, command, id } = this.#asked
    this.#asked = null
    const isJudged = command.type === 'send-segment' || command.type === 'check-arrival'
    if (this.#seat && isJudged && answer.type !== 'refusal') {
      const { role, session } = this.#seat
      this.#judged += 1
      this.moved({ id, session, role, nth: this.#judged, sentAt: at, answeredAt: performance.now() })
    }
    if (answer.type === 'violation') {
      const rule = answer.violations[0]?.rule ?? null
      this.#again = { rule, times: this.#again.rule === rule ? this.#again.times + 1 : 1 }
    } else if (answer.type === 'accepted' && command.type === 'take-hint') {
      if (this.#view && 'end' in this.#view && this.#view.end.hintStep === 3) this.#answers += 1
    } else if (answer.type === 'accepted') this.#again = { rule: null, times: 0 }
  }

  /** Whoever has something to do does it after having thought. */
  #plan(): void {
    if (!this.#choose || !this.#seat || this.#thinks || this.#asked || !this.#hasToDo) return
    const playing = this.#choose(this.#seat.session, this.#seat.role)
    const { haste = 1, manner, random } = playing
    const pace = this.#view?.pace ?? 1
    this.#thinks = setTimeout(
      () => {
        this.#thinks = null
        this.#act(playing)
      },
      thinking(manner, random) * pace * haste,
    )
  }

  get #hasToDo(): boolean {
    const view = this.#view
    if (!view || !('end' in view) || !this.connected || !this.#seat?.welcome) return false
    return view.started && !view.ended && !view.paused && hasToDo(view.end)
  }

  #act({ manner, misconception, plant = null, random }: Playing): void {
    const view = this.#view
    if (!this.#hasToDo || !view || !('end' in view)) return
    const situation = { end: view.end, level: view.level, again: this.#again.times, answers: this.#answers }
    const command = nextCommand(manner, situation, random, misconception, plant)
    if (!command) return
    const id = `phone-${String(++this.#moves).padStart(6, '0')}`
    this.#asked = { id, command, at: performance.now() }
    this.#say({ type: 'move', id, version: view.version, command })
  }
}
