// Budgets, gzipped. Any page may be the first one opened (a student's is the join link), so each page is measured
// as a first view: all the JavaScript that the browser loads before the page shows, read off the build's manifest.
const { existsSync, readFileSync, readdirSync } = require('node:fs')
const { join } = require('node:path')

const web = join(__dirname, 'apps/web')
const manifestFile = join(web, '.svelte-kit/output/client/.vite/manifest.json')
const nodesFolder = '.svelte-kit/generated/build/client-optimized/nodes'
if (!existsSync(manifestFile)) throw new Error('No web build to measure: run `npm run build` first.')
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))

/** The built files of these manifest entries and of all they import statically. */
function closure(keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue
    seen.add(key)
    closure(manifest[key].imports ?? [], seen)
  }
  return seen
}

const nodes = readdirSync(join(web, nodesFolder)).map((file) => {
  const source = readFileSync(join(web, nodesFolder, file), 'utf8')
  return { key: `${nodesFolder}/${file}`, component: /src\/routes(\/\S*)\+(page|layout)\S*\.svelte"/.exec(source) }
})
const layouts = nodes.filter(({ component }) => component?.[2] === 'layout').map(({ key }) => key)
const pages = nodes.filter(({ component }) => component?.[2] === 'page')
// Kit's own start: the entries, and the client that the first of them imports at once.
const start = Object.keys(manifest).filter((key) =>
  /runtime\/client\/(client-)?entry\.js$|client-optimized\/app\.js$/.test(key),
)
if (start.length < 3 || pages.length === 0)
  throw new Error('SvelteKit names its build differently now: see .size-limit.cjs')

/** Each file costs a request, its headers and a compilation. They are joined by apps/web/parts.json. */
const MOST_FILES = { firstView: 50, play: 75 }
const later = (name) => Object.keys(manifest).filter((key) => key.endsWith(`/${name}`))
for (const { key, component } of pages) {
  const play = component[1] === '/s/[id]/'
  const stages = play ? ['PairStage.svelte', 'PlayStage.svelte'].flatMap(later) : []
  if (play && stages.length !== 2) throw new Error('The stages of play have other names now: see .size-limit.cjs')
  const files = closure([...start, ...layouts, key, ...stages]).size
  const most = play ? MOST_FILES.play : MOST_FILES.firstView
  if (files > most) throw new Error(`${component[1]} loads ${files} scripts, more than ${most}: run \`npm run parts\``)
}

/** What one laptop and one projector of a class open, not each phone in it. */
const forTeaching = (path) => path.startsWith('/teach/[class]/') || path.startsWith('/wall/')

module.exports = [
  ...pages.map(({ key, component }) => ({
    name: `first view of ${component[1]}`,
    path: [...closure([...start, ...layouts, key])].map((k) => `apps/web/build/${manifest[k].file}`),
    gzip: true,
    limit: forTeaching(component[1]) ? '150 kB' : '100 kB',
  })),
  { name: 'all JavaScript', path: 'apps/web/build/_app/immutable/**/*.js', gzip: true, limit: '800 kB' },
  { name: 'CSS of the layout', path: 'apps/web/build/_app/immutable/assets/0.*.css', gzip: true, limit: '15 kB' },
]
