import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTrace, type Trace } from './trace.ts'

const lines = (name: string): readonly string[] =>
  readFileSync(join(import.meta.dirname, '..', 'fixtures', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')

const read = (name: string): readonly Trace[] =>
  lines(name).map((line) => {
    const parsed = parseTrace(line)
    if (!parsed.ok) throw new Error(parsed.error)
    return parsed.trace
  })

/** The recorded exchanges. */
export const traces = (): readonly Trace[] => read('traces.jsonl')

/** Exchanges recorded later, each for a difference that the others do not show. */
export const further = (): readonly Trace[] => read('further.jsonl')

/** Exchanges that `fixtures/record` has recorded: what students are asked next. */
export const recorded = (): readonly Trace[] => read('recorded.jsonl')

/** Every state of a kernel × wrong segments: a sample. */
export const matrix = (): readonly Trace[] => read('matrix.jsonl')

/** RFC 9293's figures and tables, by file name. */
export const rfc = <T>(file: string): T => {
  const found = lines('rfc.jsonl')
    .map((line) => JSON.parse(line) as { file: string })
    .find((document) => document.file === file)
  if (found === undefined) throw new Error(file)
  return found as T
}

export interface TruthRule {
  readonly id: string
  readonly severity: string
  readonly evidenceTraces: readonly string[]
}

export const rules = (): readonly TruthRule[] => lines('rules.jsonl').map((line) => JSON.parse(line) as TruthRule)
