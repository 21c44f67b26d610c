// The program: `node apps/server/src/main.ts`, with `--sources` for the sources in any case, as in development.
// `npm start` gives what is new in memory room from the beginning (`--min-semi-space-size=16`, MB; Node's own is 1): V8 would
// else tidy up again and again while all is being loaded, for a fifth of a start's processor. It can't be set from within.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

// What V8 compiles, and Node strips of its types, is kept from one start to the next: half of a start. It holds for the
// sources as they are, and for this Node. Where the folder can't be written, a start takes longer, and that is all.
// By environment too, for the thread that holds the database; an operator's own folder goes before.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../../.cache/compile')
enableCompileCache(process.env.NODE_COMPILE_CACHE)

const { loadServer } = await import('./built-server.ts')
const { serve } = await loadServer(process.argv.includes('--sources'))
await serve()
flushCompileCache()
