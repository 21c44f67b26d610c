// `npm run bench`: all benchmarks, printed as tables and kept in results/latest.json.
// `-- --quick` for a few seconds of each, `-- --only cost,growth` for some of them; what isn't run keeps its last result.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { machine, versions } from './machine.ts'
import { startServices } from './services.ts'
import { cost } from './suites/cost.ts'
import { herd, servers, students } from './suites/crowd.ts'
import { growth } from './suites/growth.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } })
const { quick } = values
const services = await startServices()
const { postgres } = services

const suites: Readonly<Record<string, () => Promise<unknown>>> = {
  cost: () => cost({ quick, postgres }),
  growth: () => growth({ quick }),
  students: () => students({ quick }),
  herd: () => herd({ quick }),
  servers: () => servers(services, { quick }),
}

const folder = join(import.meta.dirname, '../results')
const file = join(folder, quick ? 'quick.json' : 'latest.json')
const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {}
let results: object = { ...before, at: new Date().toISOString(), machine: machine(), versions: versions() }
try {
  for (const name of values.only?.split(',') ?? Object.keys(suites)) {
    const suite = suites[name]
    if (!suite) throw new Error(`no benchmark ${name}; there are ${Object.keys(suites).join(', ')}`)
    console.log(`── ${name}`)
    results = { ...results, [name]: await suite() }
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
  }
} finally {
  await services.stop()
}
console.log(`stored in ${file}`)
process.exit(0)
