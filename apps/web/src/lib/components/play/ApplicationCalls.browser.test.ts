import { MOST_ASKED, type WishedCall } from '@woshou/session'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import ApplicationCalls from './ApplicationCalls.svelte'

const stand = async (asked = 0) => {
  const oncall = vi.fn<(call: WishedCall) => void>()
  const possible = new Set(['send', 'close', 'offer-window'] as const)
  const screen = await render(ApplicationCalls, { possible, asked, oncall })
  return {
    screen,
    oncall,
    bytes: screen.getByRole('spinbutton', { name: 'How many bytes to send' }),
    send: screen.getByRole('button', { name: 'Send' }),
    room: screen.getByRole('spinbutton', { name: 'Bytes to offer' }),
    offer: screen.getByRole('button', { name: 'Offer a window' }),
  }
}

test('the application asks for as many bytes as are left, and no more', async () => {
  const { bytes, oncall, screen, send } = await stand(65_000)
  await bytes.fill('536')
  await send.click()
  await expect
    .element(screen.getByRole('alert'))
    .toHaveTextContent('A whole number from 1 to 535. In free play your application sends at most 65535 bytes.')
  await expect.element(bytes).toHaveAttribute('aria-invalid', 'true')
  await expect.element(bytes).toHaveAccessibleDescription(/from 1 to 535/)
  expect(oncall).not.toHaveBeenCalled()
  await bytes.fill('535')
  await expect.element(screen.getByRole('alert')).toHaveTextContent('')
  await send.click()
  expect(oncall).toHaveBeenCalledExactlyOnceWith({ type: 'send', bytes: 535 })
})

test.each(['', '0', '-1', '1.5'])('“%s” bytes are none to send', async (typed) => {
  const { bytes, oncall, screen, send } = await stand()
  await bytes.fill(typed)
  await send.click()
  await expect
    .element(screen.getByRole('alert'))
    .toHaveTextContent('A whole number from 1 to 65535. In free play your application sends at most 65535 bytes.')
  expect(oncall).not.toHaveBeenCalled()
})

test('a window is offered from 0 to what its field can hold', async () => {
  const { offer, oncall, room, screen } = await stand()
  await room.fill('65536')
  await offer.click()
  await expect.element(screen.getByRole('alert')).toHaveTextContent('A whole number from 0 to 65535.')
  expect(oncall).not.toHaveBeenCalled()
  await room.fill('0')
  await offer.click()
  expect(oncall).toHaveBeenCalledExactlyOnceWith({ type: 'offer-window', bytes: 0 })
})

test('whoever has asked for all of it reads so where the field was', async () => {
  const { bytes, screen } = await stand(MOST_ASKED)
  await expect
    .element(screen.getByText('Your application has asked for all the 65535 bytes that free play allows.'))
    .toBeVisible()
  await expect.element(bytes).not.toBeInTheDocument()
})

test('the bound is named in the page’s language, not in the browser’s', async () => {
  const { bytes, screen, send } = await stand()
  await bytes.fill('70000')
  overwriteGetLocale(() => 'zh-CN')
  try {
    await send.click()
    await expect
      .element(screen.getByRole('alert'))
      .toHaveTextContent('1 到 65535 之间的整数。自由演练中，你的应用程序最多发送 65535 字节。')
  } finally {
    overwriteGetLocale(() => 'en')
  }
})
