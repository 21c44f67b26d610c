// `npm run admin`: what is stored about people in the database that DATABASE_URL names: listed, shown, exported, deleted.
import { keepCompiled } from './keep-compiled.ts'

keepCompiled()
const { loadBuilt } = await import('./built-server.ts')
const { administer } = await loadBuilt('administer', () => import('./administer.ts'))
process.exitCode = await administer(process.argv.slice(2), process.env, console)
