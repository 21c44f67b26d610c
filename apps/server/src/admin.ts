// `npm run admin`: what is stored about people in the database that DATABASE_URL names: listed, shown, exported, deleted.
import { administer } from './administer.ts'

process.exitCode = await administer(process.argv.slice(2), process.env, console)
