import { join } from 'node:path'
import { paraglideVitePlugin } from '@inlang/paraglide-js'
import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'
import { BUILD_TARGET } from './browser-floor.ts'
import { parts, tellChunks } from './parts.ts'
import { pureSchemas } from './pure-schemas.ts'

/**
 * Their modules only define things, so a page gets no more of them than it names: a page that wants one function need not
 * load the judge.
 */
const treeshake = {
  moduleSideEffects: [{ test: /[\\/]packages[\\/](protocol|session|classroom|capture)[\\/]/, sideEffects: false }],
}

/** Of how many pages, and of what they load later, a module is part to be in the file that every page loads. */
const PAGES_OF_CORE = 26
/** What folds an end's view: what an end does of itself and with what arrives, and the eyes that follow it. */
const FOLDING =
  /packages[\\/](protocol[\\/]src[\\/](receive|send|call|timers|synchronize|owe|congested|unseen|sack[\\/]|congestion[\\/](?!congestion))|session[\\/]src[\\/]eyes[\\/](end|first-tcb|listener))/

const server = process.env.SERVER_URL ?? 'http://127.0.0.1:3000'

export default defineConfig({
  plugins: [
    tellChunks(),
    pureSchemas(),
    tailwindcss(),
    sveltekit({
      adapter: adapter({ fallback: 'index.html', precompress: true }),
      // The pages for learning alone register it: lib/state/offline.ts.
      serviceWorker: { register: false },
    }),
    // tests read what `npm run setup -- --words` has laid out: anew, it would change under those that are reading it
    !process.env.VITEST &&
      paraglideVitePlugin({
        project: join(import.meta.dirname, 'project.inlang'),
        outdir: join(import.meta.dirname, 'src/lib/paraglide'),
        strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
      }),
  ],
  environments: {
    // the browser's code only: what is built for building the page itself is nobody's download
    client: {
      build: {
        target: BUILD_TARGET,
        cssTarget: BUILD_TARGET,
        rolldownOptions: {
          treeshake,
          // Each sentence is a module, and would be a file where two pages have it in common: dozens of requests of a
          // hundred bytes, each waiting for a connection. Neighbours share a file until it holds this many bytes.
          output: {
            codeSplitting: {
              groups: [
                // Every page needs nearly all of it, and had it in thirty files: one for each set of pages that share some.
                // A page that needs less has the next one's already; and it packs better, so that the largest are smaller.
                // Not in it is what Kit's start loads before it says to the rest which version of the app this is.
                { name: 'start', test: /runtime[\\/]client[\\/]payload\.js$|vite[\\/]preload-helper/, priority: 2 },
                { name: 'core', test: (id: string) => !FOLDING.test(id), minShareCount: PAGES_OF_CORE, priority: 1 },
                // Whoever folds what an end sees needs nearly all of it: the pages for playing, and none that only lists.
                {
                  name: 'engine',
                  test: FOLDING,
                  minShareCount: 8,
                  priority: 1,
                },
                ...parts,
                {
                  name: 'messages',
                  test: /[\\/]lib[\\/]paraglide[\\/]/,
                  minShareCount: 2,
                  entriesAware: true,
                  entriesAwareMergeThreshold: 3_000,
                },
              ],
            },
          },
        },
      },
    },
  },
  worker: { plugins: () => [pureSchemas()], rolldownOptions: { treeshake } },
  // docs/lesson.md is shown by the app as well
  server: {
    fs: { allow: [join(import.meta.dirname, '../../docs')] },
    // under the name that the browser asked: what changes something is taken from the server's own pages alone
    proxy: {
      '/ws': { target: server, ws: true, changeOrigin: false },
      '/api': { target: server, changeOrigin: false },
    },
  },
})
