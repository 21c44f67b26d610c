import { describe, expect, it, vi } from 'vitest'
import { Passwords } from './password.ts'

const quick = () => new Passwords(2 ** 4)

describe('passwords', () => {
  it('are stored by scrypt with what OWASP asks for, each with a salt of its own', async () => {
    const passwords = new Passwords()
    const stored = await passwords.hash('correct horse')
    expect(stored).toMatch(/^scrypt\$131072\$8\$1\$[\w-]{22}\$[\w-]{43}$/)
    expect(stored).not.toContain('correct')
    expect(await passwords.matches('correct horse', String(stored))).toBe(true)
    const [one, other] = [await quick().hash('correct horse'), await quick().hash('correct horse')]
    expect(one).not.toBe(other)
  })

  it('are known again, and nothing else is; by a later cost as well', async () => {
    const stored = String(await quick().hash('correct horse 马'))
    const later = new Passwords(2 ** 5)
    expect(await later.matches('correct horse 马', stored)).toBe(true)
    for (const wrong of ['', 'correct horse', 'Correct horse 马', 'correct horse 马 ']) {
      expect(await later.matches(wrong, stored)).toBe(false)
    }
  })

  it('take as much work where there is no such account', async () => {
    const { default: crypto } = await import('node:crypto')
    const passwords = quick()
    const stored = String(await passwords.hash('correct horse'))
    const derived = vi.spyOn(crypto, 'scrypt')
    const { syncBuiltinESMExports } = await import('node:module')
    syncBuiltinESMExports()
    try {
      await passwords.matches('wrong', stored)
      expect(await passwords.matches('wrong', null)).toBe(false)
      const work = derived.mock.calls.map(([, salt, length, options]) => [(salt as Buffer).length, length, options])
      expect(work).toHaveLength(2)
      expect(work[1]).toEqual(work[0])
    } finally {
      derived.mockRestore()
      syncBuiltinESMExports()
    }
  })

  it('are worked on two at a time, and refused when too many wait', async () => {
    const passwords = quick()
    const all = await Promise.all(Array.from({ length: 60 }, () => passwords.hash('correct horse')))
    expect(all.filter((one) => typeof one === 'string')).toHaveLength(52)
    expect(all.filter((one) => typeof one !== 'string')).toEqual(
      Array.from({ length: 8 }, () => ({ notNow: 'overloaded' })),
    )
    // and then there is room again
    expect(await passwords.hash('correct horse')).toMatch(/^scrypt/)
  })

  it('that were stored by something else are a bug, and not a wrong password', async () => {
    await expect(quick().matches('x', 'plain')).rejects.toThrow('none of scrypt')
  })
})
