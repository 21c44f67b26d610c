/** Whether a page that may be anything else is projected now: nothing of the site stands around it then. */
export const projected = $state({ now: false })
