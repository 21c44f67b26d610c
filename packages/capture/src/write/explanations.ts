import { type Change, diff, formatSegment, type Remark, type Segment, type Violation } from '@woshou/protocol'
import { CHANGE_SENTENCES, describe, explain, formatSection, TIMER_WORDS } from '@woshou/protocol/catalogue'
import { type Locale, peerOf, type Role, type SessionEvent } from '@woshou/session'
import { PHRASES, type Phrases } from './phrases.ts'

type Timer = Extract<SessionEvent, { type: 'timer-expired' }>['timer']

/** Words for what happened at an end, in one language, for the comments of a capture. */
export class Explanations {
  readonly #locale: Locale
  readonly #isn: Readonly<Record<Role, number>>
  readonly phrases: Phrases

  /** @param isn the initial sequence numbers that numbers are counted from */
  constructor(locale: Locale, isn: Readonly<Record<Role, number>>) {
    this.#locale = locale
    this.#isn = isn
    this.phrases = PHRASES[locale]
  }

  violations(role: Role, violations: readonly Violation[]): readonly string[] {
    return violations.map((violation) => this.#say(role, this.#why(role, violation)))
  }

  withheld(role: Role, segment: Segment, violations: readonly Violation[]): readonly string[] {
    const shown = this.#segment(role, segment)
    return violations.map((violation) => this.#say(role, this.phrases.withheld(shown, this.#why(role, violation))))
  }

  remarks(role: Role, remarks: readonly Remark[]): readonly string[] {
    return remarks.map(({ rule }) => {
      const { lesson, rfc, sentence } = describe(rule, this.#locale)
      const section = formatSection((rfc[0] ?? '').replace(/^RFC 9293 /, ''))
      return this.#say(role, this.phrases.sentences(sentence, lesson, this.phrases.section(section)))
    })
  }

  /** State changes, one comment each. */
  states(role: Role, changes: readonly Change[]): readonly string[] {
    return changes.flatMap(({ because, from, to, variable }) => {
      if (variable !== 'state') return []
      return [this.state(role, `${from}`, `${to}`, CHANGE_SENTENCES[because][this.#locale])]
    })
  }

  state(role: Role, from: string, to: string, because = ''): string {
    return this.#say(role, this.phrases.changed(from, to, because))
  }

  lost(role: Role, segment: Segment): string {
    return this.#say(role, this.phrases.lost(this.#segment(role, segment)))
  }

  expired(role: Role, timer: Timer): string {
    return this.#say(role, this.phrases.expired(TIMER_WORDS[timer][this.#locale]))
  }

  #say(role: Role, what: string): string {
    return this.phrases.said(this.phrases.end[role], what)
  }

  #why(role: Role, violation: Violation): string {
    const { lesson, section, sentence, worked } = explain(violation, this.#locale, (value, space) =>
      this.#number(value, space, role),
    )
    const how = worked.filter((one) => one.includes(' = ')).map(this.phrases.worked)
    return this.phrases.sentences(sentence, ...how, lesson, this.phrases.section(section))
  }

  /** Relative to the ISN of whose numbering it is; one below it is shown as it is. */
  #number(value: number, space: 'send' | 'receive' | 'none', role: Role): string {
    if (space === 'none') return String(value)
    const relative = diff(value, this.#isn[space === 'send' ? role : peerOf(role)])
    return String(relative < 0 ? value : relative)
  }

  #segment(role: Role, segment: Segment): string {
    const seq = Number(this.#number(segment.seq, 'send', role))
    return formatSegment({ ...segment, seq, ack: Number(this.#number(segment.ack, 'receive', role)) })
  }
}
