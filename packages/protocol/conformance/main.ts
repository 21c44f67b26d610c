// npm run -s conformance -- FILE...
// Drives one engine TCP per side through each recorded exchange and prints one JSON line per file. Exits 0 when
// every file could be driven, 2 when one is malformed. It judges nobody: comparing is the tests' business. Where the kernel's
// cwnd was read as well (fixtures/record), `congestion` has each reading beside the engine's.
import { readFileSync } from 'node:fs'
import { compareCwnd } from './cwnd.ts'
import { drive } from './drive.ts'
import { parseTrace } from './trace.ts'

const files = process.argv.slice(2)
let malformed = false

function refuse(file: string, why: string): void {
  malformed = true
  process.stderr.write(`${file.replace(/\s+/g, ' ')}: ${why.replace(/\s+/g, ' ')}\n`)
}

if (files.length === 0) refuse('conformance', 'name at least one trace file')
for (const file of files) {
  let json: string
  try {
    json = readFileSync(file, 'utf8')
  } catch (error) {
    refuse(file, `cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`)
    continue
  }
  const parsed = parseTrace(json)
  if (!parsed.ok) {
    refuse(file, parsed.error)
    continue
  }
  const { trace } = parsed
  const windows = trace.congestion === null ? {} : { congestion: compareCwnd(trace) }
  process.stdout.write(`${JSON.stringify({ ...drive(trace), ...windows })}\n`)
}
process.exitCode = malformed ? 2 : 0
