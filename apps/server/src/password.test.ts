import type { scrypt } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { Passwords } from './password.ts'

const quick = () => new Passwords(2 ** 4)
const HERE = '192.0.2.1'
const THERE = '192.0.2.2'

describe('passwords', () => {
  it('are stored by scrypt with what OWASP asks for, each with a salt of its own', async () => {
    const passwords = new Passwords()
    const stored = await passwords.hash('correct horse', HERE)
    expect(stored).toMatch(/^scrypt\$131072\$8\$1\$[\w-]{22}\$[\w-]{43}$/)
    expect(stored).not.toContain('correct')
    expect(await passwords.matches('correct horse', String(stored), HERE)).toBe(true)
    const [one, other] = [await quick().hash('correct horse', HERE), await quick().hash('correct horse', HERE)]
    expect(one).not.toBe(other)
  })

  it('are known again, and nothing else is; by a later cost as well', async () => {
    const stored = String(await quick().hash('correct horse 马', HERE))
    const later = new Passwords(2 ** 5)
    expect(await later.matches('correct horse 马', stored, HERE)).toBe(true)
    for (const wrong of ['', 'correct horse', 'Correct horse 马', 'correct horse 马 ']) {
      expect(await later.matches(wrong, stored, HERE)).toBe(false)
    }
  })

  it('take as much work where there is no such account', async () => {
    const { default: crypto } = await import('node:crypto')
    const passwords = quick()
    const stored = String(await passwords.hash('correct horse', HERE))
    const derived = vi.spyOn(crypto, 'scrypt')
    const { syncBuiltinESMExports } = await import('node:module')
    syncBuiltinESMExports()
    try {
      await passwords.matches('wrong', stored, HERE)
      expect(await passwords.matches('wrong', null, HERE)).toBe(false)
      const work = derived.mock.calls.map(([, salt, length, options]) => [(salt as Buffer).length, length, options])
      expect(work).toHaveLength(2)
      expect(work[1]).toEqual(work[0])
    } finally {
      derived.mockRestore()
      syncBuiltinESMExports()
    }
  })

  it('are worked on in turns: who asks for many waits for itself, and is refused when too many wait', async () => {
    const { default: crypto } = await import('node:crypto')
    const { syncBuiltinESMExports } = await import('node:module')
    // one after the other: of two threads that work at once either may be first
    const derived = vi.spyOn(crypto, 'scrypt').mockImplementation(((
      ...[, , length, , done]: Parameters<typeof scrypt>
    ) => {
      setImmediate(() => done(null, Buffer.alloc(length)))
    }) as typeof scrypt)
    syncBuiltinESMExports()
    try {
      const passwords = quick()
      const done: string[] = []
      const ask = async (address: string) => {
        const stored = await passwords.hash('correct horse', address)
        done.push(typeof stored === 'string' ? address : stored.notNow)
      }
      const many = Array.from({ length: 40 }, () => ask(HERE))
      await Promise.all([...many, ask(THERE)])
      expect(done.filter((one) => one === 'crowded')).toHaveLength(9)
      expect(done.filter((one) => one === HERE)).toHaveLength(31)
      // nobody else has waited for them
      expect(done.indexOf(THERE)).toBeLessThan(done.lastIndexOf(HERE) - 20)
      // and then there is room again
      expect(await passwords.hash('correct horse', HERE)).toMatch(/^scrypt/)
    } finally {
      derived.mockRestore()
      syncBuiltinESMExports()
    }
  })

  it('that were stored by something else are a bug, and not a wrong password', async () => {
    await expect(quick().matches('x', 'plain', HERE)).rejects.toThrow('none of scrypt')
  })
})
