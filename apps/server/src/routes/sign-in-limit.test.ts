import { describe, expect, it } from 'vitest'
import { SignInLimit } from './sign-in-limit.ts'

const wrong = async () => false
const right = async () => true

describe('the limit on wrong passwords', () => {
  it('is one of a name, from wherever it is tried', async () => {
    const limit = new SignInLimit()
    for (let n = 0; n < 10; n++) expect(await limit.attempt('mei', `192.0.2.${n}`, wrong)).toBe(false)
    expect(await limit.attempt('mei', '198.51.100.1', right)).toBe('too-many')
    expect(await limit.attempt('ada', '198.51.100.1', right)).toBe(true)
  })

  it('is one of an address, whatever names it tries', async () => {
    const limit = new SignInLimit()
    for (let n = 0; n < 30; n++) expect(await limit.attempt(`name ${n}`, '192.0.2.1', wrong)).toBe(false)
    expect(await limit.attempt('mei', '192.0.2.1', right)).toBe('too-many')
    expect(await limit.attempt('mei', '192.0.2.2', right)).toBe(true)
  })

  it('never counts a right one, nor one that was not looked at', async () => {
    const limit = new SignInLimit()
    const lost = async () => Promise.reject(new Error('the storage is lost'))
    for (let n = 0; n < 50; n++) {
      expect(await limit.attempt('mei', '192.0.2.1', right)).toBe(true)
      expect(await limit.attempt('mei', '192.0.2.1', async () => 'crowded' as const)).toBe('crowded')
      await expect(limit.attempt('mei', '192.0.2.1', lost)).rejects.toThrow('lost')
    }
  })

  it('counts what is being tried: many at once try no more than one after the other', async () => {
    const limit = new SignInLimit()
    let tried = 0
    const slowly = async () => {
      tried += 1
      await new Promise(setImmediate)
      return false
    }
    await Promise.all(Array.from({ length: 100 }, () => limit.attempt('mei', '192.0.2.1', slowly)))
    expect(tried).toBe(10)
  })

  it('is not forgotten of one name for trying ten thousand others', async () => {
    const limit = new SignInLimit()
    for (let n = 0; n < 10; n++) await limit.attempt('mei', '192.0.2.1', wrong)
    for (let n = 0; n < 10_500; n++) await limit.attempt(`name ${n}`, `2001:db8::${n}`, right)
    expect(await limit.attempt('mei', '198.51.100.1', right)).toBe('too-many')
  })
})
