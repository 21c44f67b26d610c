// `npm run bench`: all benchmarks, printed as tables and kept in results/latest.json.
// `-- --quick` for a few seconds of each, `-- --only cost,growth` for some of them; what isn't run keeps its last result.
// `-- --only cost --rounds 3 --pairs 1000` for a shorter one, `--systems floor,woshou-sqlite` for a comparison, which is
// printed and not stored; `--seconds 60` is how long students play.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { machine, versions } from './machine.ts'
import { startServices } from './services.ts'
import { classes } from './suites/class.ts'
import { cost } from './suites/cost.ts'
import { herd, servers, students } from './suites/crowd.ts'
import { growth } from './suites/growth.ts'
import { review } from './suites/review.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    pairs: { type: 'string' },
    systems: { type: 'string' },
    seconds: { type: 'string' },
  },
})
const { quick } = values
const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
const pairs = values.pairs?.split(',').map(Number)
const systems = values.systems?.split(',')
const seconds = values.seconds === undefined ? undefined : Number(values.seconds)
const services = await startServices()
const { postgres } = services

const suites: Readonly<Record<string, () => Promise<unknown>>> = {
  cost: () => cost({ quick, postgres, rounds, pairs, systems }),
  class: () => classes({ quick, rounds }),
  growth: () => growth({ quick }),
  review: () => review({ quick, postgres }),
  'students-5000': () => students({ students: quick ? 500 : 5_000, seconds: seconds ?? (quick ? 10 : 60) }),
  students: () => students({ students: quick ? 1_000 : 10_000, seconds: seconds ?? (quick ? 10 : 180) }),
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
    const result = await suite()
    if (systems) continue
    results = { ...results, [name]: result }
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
  }
} finally {
  await services.stop()
}
console.log(systems ? 'not stored: this was a part of it' : `stored in ${file}`)
process.exit(0)
