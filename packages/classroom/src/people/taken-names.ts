/** How long a name is at most, with its number: what a column and a narrow screen have room for. */
const LONGEST = 200

/**
 * What the students of a class are called: each name as it was typed while nobody else is called so, else with the smallest
 * number from 2 on that makes it its own. Letters that differ by case or by width alone are the same to whoever reads a list.
 */
export class TakenNames {
  readonly #taken: Set<string>
  /** Of names that many have: the number up to which all are taken. */
  readonly #reached = new Map<string, number>()

  /** @param taken what the others are called */
  constructor(taken: Iterable<string>) {
    this.#taken = new Set([...taken].map(alike))
  }

  /** A newcomer's name, which is taken from now on. @param name cleaned already, as every name is */
  take(name: string): string {
    const wanted = alike(name)
    if (!this.#taken.has(wanted)) {
      this.#taken.add(wanted)
      return name
    }
    for (let number = this.#reached.get(wanted) ?? 2; ; number++) {
      const suffix = ` ${number}`
      const candidate = `${cut(name, LONGEST - suffix.length)}${suffix}`
      if (this.#taken.has(alike(candidate))) continue
      this.#taken.add(alike(candidate))
      this.#reached.set(wanted, number + 1)
      return candidate
    }
  }
}

const alike = (name: string): string => name.normalize('NFKC').toLowerCase()

/** Never through the middle of a character that takes two code units. */
function cut(name: string, length: number): string {
  if (name.length <= length) return name
  const high = name.charCodeAt(length - 1)
  return name.slice(0, high >= 0xd800 && high < 0xdc00 ? length - 1 : length)
}
