const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'

/** The most that one application of a session asks for, and a little more: whatever is shorter is a part of it. */
const SAID = ALPHABET.repeat(Math.ceil(65_535 / ALPHABET.length) + 1)

/**
 * What an application says from byte `offset` of its stream on, `length` bytes long: the alphabet over and over, so
 * that a byte is the same whenever it is sent again and one can see where a text belongs. All sessions share one text:
 * engines keep a long part of a string as a reference to the whole.
 */
export function applicationText(offset: number, length: number): string {
  const start = offset % ALPHABET.length
  const said = start + length <= SAID.length ? SAID : ALPHABET.repeat(Math.ceil((start + length) / ALPHABET.length))
  return said.slice(start, start + length)
}
