// A server process for tests: `main.ts`, with the options that its argument says as JSON.
import { flushCompileCache } from 'node:module'
import { loadServer } from '../built-server.ts'
import type { ServeOptions } from '../serve.ts'

const { serve } = await loadServer(false)
await serve(JSON.parse(process.argv[2] ?? '{}') as ServeOptions)
flushCompileCache()
