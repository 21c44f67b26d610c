// The program: `node apps/server/src/main.ts`, with `--sources` for the sources in any case, as in development.
import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { keepCompiled } from './keep-compiled.ts'

keepCompiled()
const { loadServer } = await import('./built-server.ts')
const { serve } = await loadServer(process.argv.includes('--sources'))
await serve()
// With thousands of students most of the heap is what sessions were before their last move: V8, which would let it grow to
// three times what lives, tidies up at 1.8 times (OPERATIONS.md, "How many students"). Not sooner: a start has all to load.
setFlagsFromString('--heap-growing-percent=80')
flushCompileCache()
