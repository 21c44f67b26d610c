import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'

const Package = v.object({ version: v.string() })

/** Woshou's version, as package.json has it: the one place where it stands. */
export const VERSION = v.parse(
  Package,
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')),
).version
