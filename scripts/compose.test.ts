import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const read = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8')

interface Service {
  readonly image: string
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly logging?: { readonly options: Readonly<Record<string, string>> }
  readonly restart?: string
  readonly init?: boolean
}

/** What compose makes of a value: `${NAME:-default}` and `$$`. No engine is needed to render a file. */
function render(value: string, variables: Readonly<Record<string, string>>): string {
  return value.replace(/\$\$|\$\{(\w+):-([^}]*)\}/g, (all, name?: string, standard?: string) =>
    name === undefined ? all.slice(1) : variables[name] || standard || '',
  )
}

const { services } = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> }
const servers = Object.entries(services).filter(([name]) => name.startsWith('woshou-'))

/** The variables of README's table of settings. */
const settings = [...read('README.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name = '']) => name)

/** What compose itself decides: where a server listens, and the services beside it. */
const OWN = ['HOST', 'PORT', 'DATABASE_URL', 'VALKEY_URL']

/** The environment of a server as compose starts it. */
const environment = (service: Service, variables: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(service.environment ?? {}).map(([name, value]) => [name, render(value, variables)]))

describe('docker-compose.yml', () => {
  it('has three servers, and README a table of settings', () => {
    expect(servers).toHaveLength(3)
    expect(settings.length).toBeGreaterThan(15)
  })

  it.each(servers)('passes every setting of README on to %s', (_name, service) => {
    const given = Object.fromEntries(settings.map((name) => [name, `the ${name} of .env`]))
    const reached = environment(service, given)
    for (const name of settings) {
      if (OWN.includes(name)) expect(reached[name], name).not.toBe('')
      else expect(reached[name], name).toBe(given[name])
    }
  })

  it('leaves unset what .env does not set, so that the defaults are the server’s', () => {
    const reached = environment(services['woshou-1'] as Service, {})
    for (const name of settings) if (![...OWN, 'TRUST_PROXY'].includes(name)) expect(reached[name], name).toBe('')
  })

  it('takes a password with any characters', () => {
    const password = `p@ss/w:rd?#%20$x'"`
    const reached = environment(services['woshou-1'] as Service, { POSTGRES_PASSWORD: password })
    expect(reached.PGPASSWORD).toBe(password)
    expect(new URL(reached.DATABASE_URL ?? '').password).toBe('')
    const postgres = environment(services.postgres as Service, { POSTGRES_PASSWORD: password })
    expect(postgres.POSTGRES_PASSWORD).toBe(password)
  })

  it.each(Object.entries(services))('pins the image of %s, bounds its log, and starts it again', (name, service) => {
    if (!name.startsWith('woshou-')) expect(service.image).toMatch(/:v?\d+\.\d+/)
    expect(service.logging?.options).toEqual({ 'max-size': '10m', 'max-file': '5' })
    expect(service.restart).toBe('unless-stopped')
  })

  it('lets every port be set', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? [])
    expect(ports).toHaveLength(3)
    for (const port of ports) expect(port).toMatch(/\$\{[A-Z_]+:-\d+\}:\d+$/)
  })

  it('has an example for every variable that it reads', () => {
    const variables = new Set([...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+):-/g)].map(([, name]) => name))
    const examples = new Set([...read('.env.example').matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name))
    expect([...examples].sort()).toEqual([...variables].sort())
  })
})
