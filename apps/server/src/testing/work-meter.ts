/**
 * Counts what this thread parses and writes as JSON, in characters, from one turn of the event loop to the next: a measure
 * of how long everybody else has to wait that is the same on every machine.
 */
export class WorkMeter {
  readonly #parse = JSON.parse
  readonly #stringify = JSON.stringify
  #turn: NodeJS.Immediate
  #now = 0
  /** The most of any turn. */
  most = 0
  /** Of all turns. */
  all = 0

  constructor() {
    const count = (text: unknown) => {
      if (typeof text !== 'string') return
      this.#now += text.length
      this.all += text.length
      this.most = Math.max(this.most, this.#now)
    }
    JSON.parse = (text, reviver) => {
      count(text)
      return this.#parse(text, reviver)
    }
    JSON.stringify = ((...given: Parameters<typeof JSON.stringify>) => {
      const text = this.#stringify(...given)
      count(text)
      return text
    }) as typeof JSON.stringify
    const next = () => {
      this.#now = 0
      this.#turn = setImmediate(next)
    }
    this.#turn = setImmediate(next)
  }

  [Symbol.dispose](): void {
    clearImmediate(this.#turn)
    JSON.parse = this.#parse
    JSON.stringify = this.#stringify
  }
}
