import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

/**
 * Has what V8 compiles, and Node strips of its types, be kept from one start to the next: half of a start. It holds for the
 * sources as they are, and for this Node. Where the folder can't be written, a start takes longer, and that is all.
 * By environment too, for the thread that holds the database; an operator's own folder goes before.
 */
export function keepCompiled(): void {
  process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../../.cache/compile')
  enableCompileCache(process.env.NODE_COMPILE_CACHE)
}
