const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'

/**
 * What an application says from byte `offset` of its stream on, `length` bytes long: the alphabet over and over, so
 * that a byte is the same whenever it is sent again and one can see where a text belongs.
 */
export function applicationText(offset: number, length: number): string {
  if (length === 0) return ''
  const start = offset % ALPHABET.length
  return ALPHABET.repeat(Math.ceil((start + length) / ALPHABET.length)).slice(start, start + length)
}
