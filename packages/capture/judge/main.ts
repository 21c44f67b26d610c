// npm run -s judge-capture -- FILE...
// Judges every connection of each capture file and prints one JSON line per file. Exits 0 when every file could be read,
// 2 when one is none that can be.
import { readFileSync } from 'node:fs'
import { judgements } from './judgements.ts'

const files = process.argv.slice(2)
let refused = false

function refuse(file: string, why: string): void {
  refused = true
  process.stderr.write(`${file.replace(/\s+/g, ' ')}: ${why.replace(/\s+/g, ' ')}\n`)
}

if (files.length === 0) refuse('judge-capture', 'name at least one capture file')
for (const file of files) {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (error) {
    refuse(file, `cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`)
    continue
  }
  const judged = judgements(file, bytes)
  if (judged.ok) process.stdout.write(`${JSON.stringify(judged.value)}\n`)
  else refuse(file, judged.error)
}
process.exitCode = refused ? 2 : 0
