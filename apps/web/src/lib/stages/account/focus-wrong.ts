import { tick } from 'svelte'

/** Puts the focus where the first thing is wrong in a form that was to be sent. @returns whether anything is */
export async function focusWrong(form: HTMLFormElement): Promise<boolean> {
  await tick()
  const wrong = form.querySelector<HTMLInputElement>('input[aria-invalid="true"]')
  wrong?.focus()
  return wrong !== null
}
