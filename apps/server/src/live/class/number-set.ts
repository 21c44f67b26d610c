/** The highest number that is written down: a class of a thousand with twenty pranks behind it has none beyond. */
const HIGHEST = 20_000

/** Small numbers as a bit each, base64url: a thousand students are 170 characters. */
export function writeNumbers(numbers: readonly number[]): string {
  const known = numbers.filter((number) => number < HIGHEST)
  const bytes = new Uint8Array(known.length === 0 ? 0 : Math.floor(Math.max(...known) / 8) + 1)
  for (const number of known) {
    const index = number >> 3
    bytes[index] = (bytes[index] ?? 0) | (1 << (number & 7))
  }
  return Buffer.from(bytes).toString('base64url')
}

export function readNumbers(written: string): ReadonlySet<number> {
  const numbers = new Set<number>()
  for (const [index, byte] of Buffer.from(written, 'base64url').entries())
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) numbers.add(index * 8 + bit)
  return numbers
}
