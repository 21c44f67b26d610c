import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PrometheusMetrics } from './prometheus-metrics.ts'

const ROOT = join(import.meta.dirname, '../../..')
const none = () => 0
const no = () => false

/** What is exported: each metric's names as they are asked for, by its own. */
async function exported(): Promise<ReadonlyMap<string, readonly string[]>> {
  const gauges = { loopDelay: none, sockets: none, liveSessions: none, overloaded: no, busLag: none, busLost: no }
  const { text } = await new PrometheusMetrics(gauges).expose()
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)]
  const parts = (name: string) => ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`)
  return new Map(types.map(([, name = '', type]) => [name, type === 'histogram' ? parts(name) : [name]]))
}

/** The names in queries and prose. */
const namesIn = (text: string): ReadonlySet<string> => new Set(text.match(/\b(?:woshou|process|nodejs)_[a-z_]+\b/g))

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** The queries of the dashboard's panels. */
function queries(): string {
  const { panels } = JSON.parse(read('deploy/grafana/woshou.json')) as { panels: { targets: { expr: string }[] }[] }
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n')
}

it('are each on the dashboard, and explained to whoever operates the server', async () => {
  const own = [...(await exported())].filter(([name]) => name.startsWith('woshou_'))
  expect(own.length).toBeGreaterThan(10)
  const shown = namesIn(queries())
  expect(own.flatMap(([name, parts]) => (parts.some((part) => shown.has(part)) ? [] : name))).toEqual([])
  const explained = namesIn(read('OPERATIONS.md'))
  expect(own.flatMap(([name]) => (explained.has(name) ? [] : name))).toEqual([])
})

it.each(['deploy/grafana/woshou.json', 'deploy/alerts.yml'])('%s asks for nothing that is not there', async (file) => {
  const there = new Set([...(await exported()).values()].flat())
  const asked = namesIn(file.endsWith('.json') ? queries() : read(file))
  expect(asked.size).toBeGreaterThan(5)
  expect([...asked].filter((name) => !there.has(name))).toEqual([])
})
