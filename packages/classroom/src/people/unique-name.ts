/** How long a name is at most, with its number: what a column and a narrow screen have room for. */
const LONGEST = 200

/**
 * A name as it stands in the class: as it was typed while nobody else is called so, else with the smallest number from 2 on
 * that makes it its own. Letters that differ by case or by width alone are the same to whoever reads a list.
 * @param name cleaned already, as every name is
 * @param taken what the others are called
 */
export function uniqueName(name: string, taken: Iterable<string>): string {
  const others = new Set([...taken].map(alike))
  if (!others.has(alike(name))) return name
  for (let number = 2; ; number++) {
    const suffix = ` ${number}`
    const candidate = `${cut(name, LONGEST - suffix.length)}${suffix}`
    if (!others.has(alike(candidate))) return candidate
  }
}

const alike = (name: string): string => name.normalize('NFKC').toLowerCase()

/** Never through the middle of a character that takes two code units. */
function cut(name: string, length: number): string {
  if (name.length <= length) return name
  const high = name.charCodeAt(length - 1)
  return name.slice(0, high >= 0xd800 && high < 0xdc00 ? length - 1 : length)
}
