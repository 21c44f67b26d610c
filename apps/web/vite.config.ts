import { join } from 'node:path'
import { paraglideVitePlugin } from '@inlang/paraglide-js'
import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

const server = process.env.SERVER_URL ?? 'http://127.0.0.1:3000'

export default defineConfig({
  plugins: [
    tailwindcss(),
    sveltekit({
      adapter: adapter({ fallback: 'index.html', precompress: true }),
      // The pages for learning alone register it: lib/state/offline.ts.
      serviceWorker: { register: false },
    }),
    paraglideVitePlugin({
      project: join(import.meta.dirname, 'project.inlang'),
      outdir: join(import.meta.dirname, 'src/lib/paraglide'),
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
    }),
  ],
  server: { proxy: { '/ws': { target: server, ws: true }, '/api': server } },
})
