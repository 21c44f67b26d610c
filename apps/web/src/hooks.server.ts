import type { Handle } from '@sveltejs/kit/hooks'
import type { Component } from 'svelte'
import { render } from 'svelte/server'
import HomeOpening from '#lib/components/HomeOpening.svelte'
import ReplayOpening from '#lib/components/replay/ReplayOpening.svelte'
import { m } from '#lib/paraglide/messages.js'
import { locales, overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { BROWSER_FLOOR } from '../browser-floor.ts'

/** The pages that are opened by a link, with the frame in which each stands. `app.html` knows their addresses. */
const OPENINGS: readonly { readonly page: string; readonly frame: string; readonly words: Component }[] = [
  { page: 'home', frame: 'mx-auto w-full max-w-4xl', words: HomeOpening },
  { page: 'replay', frame: '', words: ReplayOpening },
]

/**
 * The one static page carries the first words of those pages, in each language and hidden: a script in `app.html`
 * shows those that fit, so that they can be read while the app is still on its way. Runs when the web app is built.
 */
function openings(): string {
  return locales
    .flatMap((locale) => {
      overwriteGetLocale(() => locale)
      return OPENINGS.map(({ frame, page, words }) => {
        const body = render(words).body.replace(/<!--.*?-->/g, '')
        return `<div hidden data-opening="${page}" lang="${locale}" class="${frame}">${body}</div>`
      })
    })
    .join('\n')
}

/** A sentence of the page itself, in each language, for a reader whose browser runs nothing that could choose one. */
function inEachLanguage(says: (options: { locale: (typeof locales)[number] }) => string): string {
  return locales.map((locale) => `<p lang="${locale}">${says({ locale })}</p>`).join('')
}

const tooOld = () => inEachLanguage((options) => m.browser_too_old(BROWSER_FLOOR, options))
const noScript = () => inEachLanguage((options) => m.browser_no_script({}, options))

export const handle: Handle = ({ event, resolve }) =>
  resolve(event, {
    transformPageChunk: ({ html }) =>
      html
        .replace('%woshou.openings%', openings)
        .replace('%woshou.too-old%', tooOld)
        .replace('%woshou.no-script%', noScript),
  })
