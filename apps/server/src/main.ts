// The program: `node apps/server/src/main.ts`, with `--sources` for the sources in any case, as in development.
import { flushCompileCache } from 'node:module'
import { keepCompiled } from './keep-compiled.ts'

keepCompiled()
const { loadServer } = await import('./built-server.ts')
const { serve } = await loadServer(process.argv.includes('--sources'))
await serve()
flushCompileCache()
