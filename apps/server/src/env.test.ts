import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { readEnvironment } from './env.ts'

describe('the environment', () => {
  it('has a default for everything: a laptop in a classroom', () => {
    const env = readEnvironment({})
    expect(env).toMatchObject({ port: 3000, host: '0.0.0.0', publicOrigins: [], trustProxy: false, logLevel: null })
    expect(env.databaseUrl).toMatch(/^file:\/.*\/data\/woshou\.db$/)
    expect(env.valkeyUrl).toBeNull()
  })

  it('names a PostgreSQL, and a bus for several servers', () => {
    const url = 'postgresql://woshou:secret@db:5432/woshou?sslmode=require'
    const env = readEnvironment({ DATABASE_URL: url, VALKEY_URL: 'valkey://bus:6379' })
    expect(env).toMatchObject({ databaseUrl: url, valkeyUrl: 'redis://bus:6379' })
  })

  it('has a bus refused beside a SQLite file: three servers would have three databases', () => {
    expect(() => readEnvironment({ VALKEY_URL: 'redis://bus:6379' })).toThrow('leave VALKEY_URL out, or name')
  })

  it('takes an empty variable for one that is not there', () => {
    expect(readEnvironment({ PORT: '', SCENARIO_DIR: '' })).toEqual(readEnvironment({}))
  })

  it('reads lists and numbers', () => {
    const env = readEnvironment({
      PUBLIC_ORIGINS: 'https://a.example, https://b.example:8443',
      PORT: '80',
      TRUST_PROXY: '10.0.0.0/8',
    })
    expect(env.publicOrigins).toEqual(['https://a.example', 'https://b.example:8443'])
    expect(env.port).toBe(80)
    expect(env.trustProxy).toBe('10.0.0.0/8')
  })

  it.each([
    [{ PORT: '80a' }, 'PORT=80a is not possible: it takes a whole number from 0 to 65535. Correct it or leave it out.'],
    [{ PORT: '70000' }, 'a whole number from 0 to 65535'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL=loud is not possible: it takes one of ("trace" | "debug"'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL=mysql://x is not possible: it takes file: and a path'],
    [{ VALKEY_URL: 'localhost' }, 'VALKEY_URL=localhost is not possible: it takes a Valkey or Redis, as in redis://'],
    [{ PUBLIC_ORIGINS: 'https://a.example/path' }, 'origins separated by commas, as in https://woshou.example.org'],
    [{ TRUST_PROXY: 'maybe' }, 'TRUST_PROXY=maybe is not possible'],
    // Fastify would end the start with a stack
    [{ TRUST_PROXY: '1' }, 'TRUST_PROXY=1 is not possible: it takes true, false, or the proxies’ addresses'],
    [{ TRUST_PROXY: 'cafe' }, 'TRUST_PROXY=cafe is not possible'],
    [{ TRUST_PROXY: '10.0.0.0/33' }, 'TRUST_PROXY=10.0.0.0/33 is not possible'],
    [{ TRUST_PROXY: '10.0.0.1,' }, 'TRUST_PROXY=10.0.0.1, is not possible'],
  ])('names variable and remedy: %o', (variables, message) => {
    expect(() => readEnvironment(variables)).toThrow(message)
  })

  it.each(['10.0.0.5', '10.0.0.0/8, 172.16.0.0/12', 'fd00::/8', '::1', 'loopback, uniquelocal'])(
    'takes proxies that Fastify takes: %s',
    (TRUST_PROXY) => {
      const { trustProxy } = readEnvironment({ TRUST_PROXY })
      expect(trustProxy).toBe(TRUST_PROXY)
      expect(() => fastify({ trustProxy })).not.toThrow()
    },
  )

  it.each([
    [{ DATABASE_URL: 'postgres//woshou:s3cret@db:5432/woshou' }, 'DATABASE_URL=postgres//…@db:5432/woshou is not'],
    [{ DATABASE_URL: 'mysql://woshou:s3cret@db' }, 'DATABASE_URL=mysql://…@db is not'],
    [{ VALKEY_URL: 'http://:s3cret@bus:6379' }, 'VALKEY_URL=http://…@bus:6379 is not'],
    [{ METRICS_TOKEN: 's3cret' }, 'METRICS_TOKEN=… is not'],
  ])('names no password: %o', (variables, message) => {
    expect(() => readEnvironment(variables)).toThrow(message)
    expect(() => readEnvironment(variables)).not.toThrow('s3cret')
  })

  it('names every variable that is wrong', () => {
    expect(() => readEnvironment({ PORT: 'x', MESSAGES_PER_SECOND: '0' })).toThrow(/PORT=x.*\nMESSAGES_PER_SECOND=0/)
  })
})
