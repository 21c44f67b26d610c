// Before the first paint: the theme and language chosen earlier, so that no page flashes in the other one.
// A file of its own, because the content security policy allows no inline script. settings.svelte.ts goes on from here.
try {
  const root = document.documentElement
  const theme = JSON.parse(localStorage.getItem('woshou:theme') ?? 'null')
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  const chosen = localStorage.getItem('PARAGLIDE_LOCALE') ?? navigator.language
  root.lang = chosen.startsWith('zh') ? 'zh-CN' : 'en'
} catch {
  // Storage is forbidden: the system's theme will do.
}
