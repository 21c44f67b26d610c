/** Of each row, before its text: the version of its last event, and the length of its text in bytes. */
const HEAD = 8

/** Bytes more than are needed, when room is made: as a share of what is needed. */
const SPARE = 0.25

/**
 * Rows of text, oldest first, each with the version of its last event, in one piece of memory outside the heap. A lecture
 * hall's sessions keep and let go of thousands of rows a second: as strings each would live just long enough to grow old,
 * and be left to the collections that everybody waits for.
 */
export class KeptRows {
  #bytes = Buffer.alloc(0)
  #used = 0

  /** Bytes that they take, room to grow included. */
  get room(): number {
    return this.#bytes.length
  }

  /** @param last the version of its last event, above that of all rows before */
  push(text: string, last: number): void {
    const length = Buffer.byteLength(text)
    const end = this.#used + HEAD + length
    if (end > this.#bytes.length) this.#resize(end)
    this.#bytes.writeUInt32LE(last, this.#used)
    this.#bytes.writeUInt32LE(length, this.#used + 4)
    this.#bytes.write(text, this.#used + HEAD)
    this.#used = end
  }

  /** Lets go of all rows that end at a version or before. @returns the last one's end; null when there are none */
  letGo(version: number): number | null {
    let gone: number | null = null
    let from = 0
    for (; from < this.#used && this.#lastAt(from) <= version; from = this.#after(from)) gone = this.#lastAt(from)
    this.#bytes.copyWithin(0, from, this.#used)
    this.#used -= from
    // a few long rows are no reason to keep their room
    if (this.#used * 4 < this.#bytes.length) this.#resize(this.#used)
    return gone
  }

  /** The texts of all rows that end after a version. */
  after(version: number): string[] {
    const texts: string[] = []
    for (let row = this.#find(version); row < this.#used; row = this.#after(row)) texts.push(this.#textAt(row))
    return texts
  }

  /** The text of the first row that ends after a version; null when none does. */
  firstAfter(version: number): string | null {
    const row = this.#find(version)
    return row < this.#used ? this.#textAt(row) : null
  }

  #find(version: number): number {
    let row = 0
    while (row < this.#used && this.#lastAt(row) <= version) row = this.#after(row)
    return row
  }

  #lastAt(row: number): number {
    return this.#bytes.readUInt32LE(row)
  }

  #after(row: number): number {
    return row + HEAD + this.#bytes.readUInt32LE(row + 4)
  }

  #textAt(row: number): string {
    return this.#bytes.toString('utf8', row + HEAD, this.#after(row))
  }

  #resize(needed: number): void {
    // of its own, and not a part of Node's pool: it lives as long as the session
    const bytes = Buffer.allocUnsafeSlow(Math.ceil(needed * (1 + SPARE)))
    this.#bytes.copy(bytes, 0, 0, this.#used)
    this.#bytes = bytes
  }
}
