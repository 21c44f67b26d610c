import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 128 random bits as 22 characters of base64url: a session's id or a seat's token. */
export const drawToken = (): string => randomBytes(16).toString('base64url')

/** SHA-256, base64url. A token has 128 random bits: no salt and no slow hash would make guessing it any harder. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Whether `token` has the given hash; takes the same time whatever the answer. */
export function matchesHash(token: string, hash: string): boolean {
  const given = Buffer.from(hashToken(token))
  const expected = Buffer.from(hash)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
