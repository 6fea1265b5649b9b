/** What happens when a person, a keyboard or a screen reader uses the page; the classifier is scripted. */
import type { Page } from '@playwright/test'
import { CAT, expect, LONGEST, MODEL, SHELF, test, UNSURE } from './stage-page.ts'

const answer = (page: Page) => page.getByRole('region', { name: 'Answer' })
const model = (page: Page) => page.getByRole('status', { name: 'Model' })

test('the answer reads as a headline, its certainty and a list', async ({ page, stage }) => {
  await stage.openReady()
  await expect(model(page)).toHaveText(/ready$/)
  await stage.choose('cat.jpg')
  await stage.answer(0, CAT)
  await expect(answer(page).getByRole('heading')).toHaveText('Cat')
  await expect(answer(page)).toContainText('97 % sure')
  await expect(answer(page)).toContainText('18 ms here, nothing uploaded')
  await expect(page.getByRole('list', { name: 'Predictions' }).getByRole('listitem')).toHaveText([
    'tiger cat (striped) 43 %',
    'Egyptian cat 35 %',
    'tabby cat 18 %',
    'lynx 1 %',
    'window screen < 1 %',
  ])
})

test('not sure is no error', async ({ page, stage }) => {
  await stage.openReady()
  await stage.choose('rocket.jpg')
  await stage.answer(0, UNSURE)
  await expect(answer(page).getByRole('heading')).toHaveText('Not sure')
  await expect(answer(page)).toContainText('The best guesses are')
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('a picture chosen while the model loads is on show, waits, and is answered', async ({ page, stage }) => {
  await stage.open()
  await page.evaluate(() => window.stage.client.setModel({ stage: 'downloading', loaded: 3_100_000, total: 5_000_000 }))
  await stage.choose('cat.jpg')
  const bar = page.getByRole('progressbar', { name: 'Loading model' })
  await expect(bar).toHaveAttribute('aria-valuetext', '3.1 of 5.0 MB')
  await expect(page.getByText('3.1 of 5.0 MB')).toBeVisible()
  await expect(page.getByRole('img', { name: 'Your picture, cat.jpg' })).toBeVisible()
  await expect(answer(page)).toContainText('Waiting for the model')
  await page.evaluate(() => window.stage.client.setModel({ stage: 'starting' }))
  await expect(model(page)).toHaveText('Getting ready…')
  await stage.ready()
  await expect(bar).toHaveCount(0)
  await stage.answer(0, CAT)
  await expect(answer(page).getByRole('heading')).toHaveText('Cat')
})

test('while the size of the model is not known the bar has no figures', async ({ page, stage }) => {
  await stage.open()
  await page.evaluate(() => window.stage.client.setModel({ stage: 'downloading', loaded: 0, total: 0 }))
  const bar = page.getByRole('progressbar', { name: 'Loading model' })
  await expect(bar).toBeVisible()
  expect(await bar.evaluate((bar: HTMLProgressElement) => bar.position), 'indeterminate').toBe(-1)
  await expect(bar).not.toHaveAttribute('aria-valuetext')
  await expect(page.getByText(/\d MB/)).toHaveCount(0)
  await page.evaluate(() => window.stage.client.setModel({ stage: 'downloading', loaded: 500_000, total: 5_000_000 }))
  await expect(bar).toHaveAttribute('aria-valuetext', '0.5 of 5.0 MB')
  expect(await bar.evaluate((bar: HTMLProgressElement) => bar.position)).toBeCloseTo(0.1)
})

for (const [size, viewport] of [
  ['phone', { width: 360, height: 740 }],
  ['two narrow columns', { width: 800, height: 600 }],
  ['laptop', { width: 1280, height: 800 }],
] as const) {
  for (const [what, result] of [
    ['a short answer', CAT],
    ['the longest', LONGEST],
    ['not sure', UNSURE],
  ] as const) {
    test(`nothing moves when the answer arrives: ${size}, ${what}`, async ({ page, stage }) => {
      await page.setViewportSize(viewport)
      await stage.open()
      await stage.choose('cat.jpg')
      const places = async () => ({
        picture: await page.getByRole('img', { name: /Your picture/ }).boundingBox(),
        choose: await page.getByLabel('Choose pictures').boundingBox(),
        camera: await page.getByRole('button', { name: 'Camera' }).boundingBox(),
        earlier: await page.getByRole('heading', { name: 'Earlier' }).boundingBox(),
      })
      const waiting = await places()
      await stage.ready()
      await stage.begin(0)
      await expect(answer(page)).toContainText('Looking')
      expect(await places()).toEqual(waiting)
      await stage.answer(0, result)
      await expect(page.getByRole('list', { name: 'Predictions' })).toBeVisible()
      expect(await places()).toEqual(waiting)
    })
  }
}

test('many pictures: each its own result or error, all in the strip, cleared at once', async ({ page, stage }) => {
  await stage.openReady()
  await stage.choose('cat.jpg', 'espresso.jpg', 'rocket.jpg')
  await stage.answer(0, CAT)
  await page.evaluate(() => window.stage.client.refuse(1, 'ImageUndecodable'))
  await stage.begin(2)
  const earlier = page.getByRole('region', { name: 'Earlier' })
  const names = earlier.getByRole('listitem').getByRole('button')
  await expect(names).toHaveCount(3)
  await expect(names.nth(0)).toHaveAccessibleName('cat.jpg: Cat, 97 % sure')
  await expect(names.nth(0)).toHaveAttribute('aria-current', 'true')
  await expect(names.nth(1)).toHaveAccessibleName('espresso.jpg: This picture is damaged')
  await expect(names.nth(2)).toHaveAccessibleName('rocket.jpg: looking')

  await names.nth(1).click()
  await expect(page.getByRole('alert')).toContainText('This picture is damaged')
  await names.nth(0).click()
  await expect(answer(page).getByRole('heading')).toHaveText('Cat')
  await expect(page.getByRole('alert')).toHaveCount(0)

  await earlier.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Or try one of these' })).toBeVisible()
  await expect(page.getByLabel('Choose pictures')).toBeFocused()
})

test.describe('announcements', () => {
  /** Texts in the order in which they are added to the live region, which is when they are read out. */
  const listen = (page: Page) =>
    page.evaluate(() => {
      const said: string[] = []
      Object.assign(window, { said })
      const live = document.querySelector('classifier-app')?.shadowRoot?.querySelector('[aria-live="polite"]')
      const observer = new MutationObserver((changes) => {
        for (const { addedNodes } of changes)
          for (const node of addedNodes) if (node.textContent?.trim()) said.push(node.textContent)
      })
      if (live) observer.observe(live, { childList: true, subtree: true })
    })
  const said = (page: Page) => page.evaluate(() => (window as unknown as { said: string[] }).said)

  test('each result is announced once, politely', async ({ page, stage }) => {
    await stage.openReady()
    await listen(page)
    await stage.choose('cat.jpg', 'rocket.jpg')
    await stage.begin(0)
    await stage.answer(0, CAT)
    await expect(answer(page).getByRole('heading')).toHaveText('Cat')
    await page.evaluate(() => window.stage.client.refuse(1, 'ImageEmpty'))
    await expect(page.getByText('rocket.jpg: This file is empty')).toBeAttached()
    expect(await said(page)).toEqual(['cat.jpg: Cat, 97 % sure', 'rocket.jpg: This file is empty'])
  })

  test('the same file twice is announced twice', async ({ page, stage }) => {
    await stage.openReady()
    await listen(page)
    await stage.choose('cat.jpg')
    await stage.answer(0, CAT)
    await stage.choose('cat.jpg')
    await stage.answer(1, CAT)
    await expect.poll(() => said(page)).toEqual(['cat.jpg: Cat, 97 % sure', 'cat.jpg: Cat, 97 % sure'])
  })

  test('results that come at once do not talk over each other', async ({ page, stage }) => {
    await stage.openReady()
    await listen(page)
    await stage.choose('cat.jpg', 'espresso.jpg')
    await page.evaluate((cat) => {
      window.stage.client.answer(0, cat)
      window.stage.client.answer(1, cat)
    }, CAT)
    await expect.poll(() => said(page)).toEqual(['cat.jpg: Cat, 97 % sure', 'espresso.jpg: Cat, 97 % sure'])
  })

  test('old ones are taken away, none is said again, and Clear forgets all', async ({ page, stage }) => {
    await stage.openReady()
    await listen(page)
    await stage.choose(...Array.from({ length: 25 }, () => 'cat.jpg'))
    for (let at = 0; at < 25; at += 1) await stage.answer(at, CAT)
    await expect.poll(async () => (await said(page)).length).toBe(25)
    await expect(page.getByText('cat.jpg: Cat, 97 % sure')).toHaveCount(20)
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await expect(page.getByText('cat.jpg: Cat, 97 % sure')).toHaveCount(0)
    expect(await said(page)).toHaveLength(25)
  })
})

test('with the keyboard alone: an example, its answer, another picture, the camera, about', async ({ page, stage }) => {
  await stage.openReady()
  const order: string[] = []
  for (let at = 0; at < 8; at += 1) {
    await page.keyboard.press('Tab')
    order.push(
      await page.evaluate(() => {
        let focused = document.activeElement
        while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
        return focused?.getAttribute('aria-label') ?? focused?.textContent?.trim() ?? ''
      }),
    )
  }
  expect(order).toEqual([
    'Model: EfficientNet-Lite0',
    'About',
    'Choose pictures',
    'Camera',
    'Paste',
    'Cat',
    'Espresso',
    'Rocket',
  ])

  await page.keyboard.press('Enter')
  await page.waitForFunction(() => window.stage.client.count === 1)
  await stage.answer(0, UNSURE)
  await expect(answer(page).getByRole('heading')).toHaveText('Not sure')
  await page.getByRole('button', { name: 'About' }).focus()
  await page.keyboard.press('Enter')
  const about = page.getByRole('dialog', { name: 'About this device' })
  await expect(about).toContainText('Threads')
  await page.keyboard.press('Escape')
  await expect(about).toBeHidden()
  await expect(page.getByRole('button', { name: 'About' })).toBeFocused()
})

test('after an example is chosen the focus is on its answer', async ({ page, stage }) => {
  await stage.openReady()
  await page.getByRole('button', { name: 'Cat' }).click()
  await expect(answer(page)).toBeFocused()
})

test('whoever comes to the answer by the keyboard sees where the focus is', async ({ page, stage }) => {
  await stage.openReady()
  await page.getByRole('button', { name: 'Cat' }).focus()
  await page.keyboard.press('Enter')
  await expect(answer(page)).toBeFocused()
  await expect(answer(page)).not.toHaveCSS('outline-style', 'none')
})

test('About says that another engine is on its way, and who answers when that is over', async ({ page, stage }) => {
  await stage.openReady()
  await page.getByRole('button', { name: 'About' }).click()
  const about = page.getByRole('dialog', { name: 'About this device' })
  const change = about.getByRole('status', { name: 'Change' })
  const rows = about.locator('dl')
  await expect(about.getByRole('term').first()).toBeVisible()
  await expect(change).toHaveText('')
  await expect(rows).toHaveAttribute('aria-busy', 'false')

  const engine = about.getByLabel('Engine')
  await engine.selectOption('Whatsit’s own')
  await expect(change).toHaveText('Changing the engine…')
  await expect(rows).toHaveAttribute('aria-busy', 'true')
  // What was begun goes on when the dialog is closed meanwhile.
  await about.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'About' }).click()
  await expect(change).toHaveText('Changing the engine…')
  await stage.readyWith({ ...MODEL, engine: 'whatsit' })
  await page.evaluate(() => window.stage.client.endEngineChange())
  await expect(change).toHaveText('Whatsit’s own answers now')
  await expect(rows).toHaveAttribute('aria-busy', 'false')

  await engine.selectOption('onnxruntime-web')
  await expect(change).toHaveText('Changing the engine…')
  await page.evaluate(() => window.stage.client.endEngineChange())
  await expect(change).toHaveText('Whatsit’s own goes on answering')
  await about.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'About' }).click()
  await expect(change).toHaveText('')
})

test('About names the model that answers, by its own name and licence, and has no link that fails offline', async ({
  page,
  stage,
}) => {
  await stage.open()
  const about = page.getByRole('dialog', { name: 'About this device' })
  await page.getByRole('button', { name: 'About' }).click()
  await expect(about).toContainText('WordNet 3.0')
  await expect(about).not.toContainText('Model:')
  await page.evaluate((model) => window.stage.client.setModel({ stage: 'ready', model }), {
    ...MODEL,
    name: 'Another-Model',
    license: 'MIT-0',
  })
  await expect(about).toContainText('Model: Another-Model, MIT-0.')
  await expect(about.getByRole('link')).toHaveCount(0)
})

test('a failed model says so and tries again when asked; the picture stays', async ({ page, stage }) => {
  await stage.open()
  await stage.choose('cat.jpg')
  await page.evaluate(() => window.stage.client.failModel('ModelUnreachable'))
  await expect(page.getByRole('alert')).toContainText('The model could not be downloaded')
  await page.getByRole('button', { name: 'Try again' }).click()
  expect(await page.evaluate(() => window.stage.client.asked)).toEqual(['retry'])
  await expect(page.getByRole('img', { name: /cat.jpg/ })).toBeVisible()

  await page.evaluate(() => window.stage.client.failModel('VersionMismatch'))
  await page.getByRole('button', { name: 'Reload' }).click()
  expect(await page.evaluate(() => window.stage.site.reloads)).toBe(1)
})

test.describe('the picker', () => {
  const picker = (page: Page) => page.getByRole('dialog', { name: 'Model' })
  const button = (page: Page) => page.getByRole('button', { name: /^Model/ })
  const asked = (page: Page) => page.evaluate(() => window.stage.client.asked)

  test('marks the model in use, and says what is known of each', async ({ page, stage }) => {
    await stage.openReady()
    await expect(button(page)).toHaveAttribute('aria-haspopup', 'dialog')
    await stage.openPicker([0, 1, 2, 3])
    const radios = picker(page).getByRole('radio')
    await expect(radios).toHaveCount(4)
    const names = [
      /^EfficientNet-Lite0 5\.1\sMB · 75\s% right first time · 23\sms here In use$/,
      /^EfficientNet-Lite2 6\.7\sMB · 78\s% right first time Not on this device yet$/,
      /^MobileNetV2 14\.1\sMB · 72\s% right first time · 31\sms here On this device$/,
      /^Far-Away Not on this device, and the site does not answer$/,
    ]
    for (const [at, name] of names.entries()) await expect(radios.nth(at)).toHaveAccessibleName(name)
    await expect(radios.nth(0)).toBeChecked()
    await expect(picker(page)).toContainText('Models take 19.1 MB on this device.')
    // Nothing to do with the one that is in use; only what is here and not in use can be removed.
    await expect(picker(page).getByRole('button')).toHaveText(['Close', 'Remove'])
    await page.keyboard.press('Escape')
    await expect(button(page)).toBeFocused()
  })

  test('one that is out of reach has its name, and is asked for again once there is a network', async ({
    page,
    stage,
  }) => {
    await stage.openReady()
    await stage.openPicker([0, 3])
    const other = picker(page).getByRole('radio').nth(1)
    await page.evaluate(() => window.stage.site.set({ online: false }))
    await expect(other).toHaveAccessibleName('Far-Away Not on this device, so not available offline')
    const [, , described] = SHELF.models
    await page.evaluate((description) => {
      const { client, site } = window.stage
      const models = client.offered.models.map((model) => ({ ...(description && { description }), ...model }))
      client.offered = { ...client.offered, models }
      site.set({ online: true })
    }, described?.description)
    await expect(other).toHaveAccessibleName(/^MobileNetV2 .* On this device$/)
  })

  test('the size stands on the button, the focus stays on it, and it closes when the model is ready', async ({
    page,
    stage,
  }) => {
    await stage.openReady()
    await stage.openPicker()
    await picker(page).getByRole('radio', { name: 'EfficientNet-Lite2' }).check()
    expect(await asked(page)).toEqual([])
    await picker(page).getByRole('button', { name: 'Download 6.6 MB and use it' }).click()
    expect(await asked(page)).toContain('use efficientnet-lite2')
    await page.evaluate(() =>
      window.stage.client.setSwitch({ stage: 'downloading', folder: 'efficientnet-lite2', loaded: 3e6, total: 6e6 }),
    )
    const bar = picker(page).getByRole('progressbar', { name: 'Loading EfficientNet-Lite2' })
    await expect(bar).toHaveAttribute('aria-valuetext', '3.0 of 6.0 MB')
    await expect(picker(page).getByRole('button', { name: 'Cancel' })).toBeFocused()
    await expect(model(page)).toHaveText('EfficientNet-Lite0 ready')
    await stage.readyWith({ ...MODEL, id: 'efficientnet-lite2', name: 'EfficientNet-Lite2' })
    await page.evaluate(() => {
      window.stage.client.setSwitch(undefined)
      window.stage.client.endChange()
    })
    await expect(picker(page)).toBeHidden()
    await expect(page.getByRole('button', { name: 'Model: EfficientNet-Lite2' })).toBeFocused()
  })

  test('Cancel stops the download; the model stays marked', async ({ page, stage }) => {
    await stage.openReady()
    await stage.openPicker()
    await page.evaluate(() =>
      window.stage.client.setSwitch({ stage: 'downloading', folder: 'efficientnet-lite2', loaded: 0, total: 0 }),
    )
    await picker(page).getByRole('button', { name: 'Cancel' }).click()
    expect(await asked(page)).toEqual(['cancelSwitch'])
    await expect(picker(page).getByRole('progressbar')).toHaveCount(0)
  })

  test('a failure reads out what happened and who answers, once: in the picker, or in the page', async ({
    page,
    stage,
  }) => {
    await stage.openReady()
    await stage.openPicker()
    await page.evaluate(() => window.stage.client.failSwitch('efficientnet-lite2', 'OutOfMemory'))
    await expect(page.getByRole('alert')).toHaveCount(1)
    await expect(picker(page).getByRole('alert')).toContainText('Not enough memory for EfficientNet-Lite2')
    await picker(page).getByRole('button', { name: 'Close' }).click()
    await expect(page.getByRole('alert')).toHaveCount(0)
    // The dialog's event comes a moment after it is closed, and sooner than anyone could choose again.
    await expect.poll(() => asked(page)).toContain('cancelSwitch')

    await page.evaluate(() => window.stage.client.failSwitch('efficientnet-lite2', 'ModelCorrupt'))
    await expect(page.getByRole('alert')).toContainText('EfficientNet-Lite2 arrived damaged')
    await expect(page.getByRole('alert')).toContainText('EfficientNet-Lite0 goes on answering.')
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await expect(page.getByRole('alert')).toHaveCount(0)
  })

  test('Remove takes a model from this device, says so, and leaves the focus with it', async ({ page, stage }) => {
    await stage.openReady()
    await stage.openPicker([0, 2])
    await picker(page).getByRole('button', { name: 'Remove MobileNetV2' }).click()
    expect(await asked(page)).toEqual(['remove mobilenet-v2'])
    await expect(picker(page).getByRole('status')).toHaveText('MobileNetV2 removed')
    await expect(picker(page).getByRole('radio', { name: /MobileNetV2.*Not on this device yet/ })).toBeFocused()
    await expect(picker(page).getByRole('button', { name: /^Remove/ })).toHaveCount(0)
  })

  test('a name that is short on a phone is whole for a screen reader', async ({ page, stage }) => {
    await page.setViewportSize({ width: 360, height: 740 })
    await stage.openReady()
    await expect(page.getByRole('button', { name: 'Model: EfficientNet-Lite0' })).toHaveText(/^\s*Lite0/, {
      useInnerText: true,
    })
    const header = await page.getByRole('banner').boundingBox()
    expect(header?.height, 'one line').toBeLessThan(72)
  })
})

test('on Save-Data nothing is downloaded before the yes', async ({ page, stage }) => {
  await stage.open()
  await page.evaluate(() => window.stage.client.setModel({ stage: 'asking', bytes: 6_100_000 }))
  await expect(page.getByText('Whatsit needs 7 MB once. Download?')).toBeVisible()
  await page.getByRole('button', { name: 'Download' }).click()
  expect(await page.evaluate(() => window.stage.client.asked)).toEqual(['allowDownload'])
})

test('an update waits for the person', async ({ page, stage }) => {
  await stage.openReady()
  await page.evaluate(() => window.stage.site.set({ updateReady: true }))
  await expect(page.getByText('A new version is ready')).toBeVisible()
  expect(await page.evaluate(() => window.stage.site.reloads)).toBe(0)
  await page.getByRole('button', { name: 'Reload' }).click()
  expect(await page.evaluate(() => window.stage.site.reloads)).toBe(1)
})

test('offline and ready for it are quiet marks', async ({ page, stage }) => {
  await stage.openReady()
  await page.evaluate(() => window.stage.site.set({ offlineReady: true }))
  await expect(page.getByText('ready offline')).toBeVisible()
  await page.evaluate(() => window.stage.site.set({ online: false }))
  await expect(page.getByText('offline', { exact: true })).toBeVisible()
})

test.describe('ways in', () => {
  for (const [event, property] of [
    ['drop', 'dataTransfer'],
    ['paste', 'clipboardData'],
  ] as const) {
    test(`${event}: a file is looked at, anything else gets a sentence`, async ({ page, stage }) => {
      await stage.openReady()
      const bring = (kind: 'file' | 'text') =>
        page.evaluate(
          ([event, property, kind]) => {
            const transfer = new DataTransfer()
            if (kind === 'file') transfer.items.add(new File(['x'], 'dragged.png', { type: 'image/png' }))
            else transfer.setData('text/plain', 'words')
            const options = { [property]: transfer, bubbles: true, cancelable: true }
            const brought = event === 'drop' ? new DragEvent(event, options) : new ClipboardEvent(event, options)
            document.body.dispatchEvent(brought)
          },
          [event, property, kind] as const,
        )
      await bring('text')
      await expect(page.getByRole('alert')).toContainText(
        event === 'drop' ? 'That was not a picture' : 'There is no picture to paste',
      )
      await bring('file')
      await expect(page.getByRole('alert')).toHaveCount(0)
      expect(await page.evaluate(() => window.stage.client.count)).toBe(1)
      await expect(page.getByRole('button', { name: /^dragged.png/ })).toBeVisible()
    })
  }

  test('the Paste button, allowed', async ({ page, stage, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await stage.openReady()
    await page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 })
      canvas.getContext('2d')
      const png = await new Promise<Blob>((resolve) => canvas.toBlob((blob) => resolve(blob ?? new Blob())))
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
    })
    await page.getByRole('button', { name: 'Paste' }).click()
    await expect(page.getByRole('button', { name: /^Pasted picture/ })).toBeVisible()
  })

  test('an address in ?url= is fetched; one that has no picture says so', async ({ page, stage }) => {
    await stage.open('?url=pictures/cat.jpg&url=https://example.com/cat.jpg')
    await stage.ready()
    await page.waitForFunction(() => window.stage.client.count === 1)
    await stage.answer(0, CAT)
    await expect(answer(page).getByRole('heading')).toHaveText('Cat')
    await page.getByRole('region', { name: 'Earlier' }).getByRole('listitem').nth(1).getByRole('button').click()
    await expect(page.getByRole('alert')).toContainText('That picture is on another site')
  })

  test('a file that is no picture leaves a placeholder with its name', async ({ page, stage }) => {
    await stage.openReady()
    await page
      .getByLabel('Choose pictures')
      .setInputFiles([{ name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('words') }])
    await expect(page.getByText('notes.jpg', { exact: true })).toBeVisible()
  })

  test('the same file can be chosen twice', async ({ page, stage }) => {
    await stage.openReady()
    await stage.choose('cat.jpg')
    await stage.choose('cat.jpg')
    await expect(page.getByRole('region', { name: 'Earlier' }).getByRole('listitem')).toHaveCount(2)
  })

  test('the full example is fetched only when it is chosen', async ({ page, stage }) => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await stage.openReady()
    expect(asked.filter((path) => path.endsWith('.jpg'))).toEqual([])
    await page.getByRole('button', { name: 'Espresso' }).click()
    await page.waitForFunction(() => window.stage.client.count === 1)
    expect(asked.filter((path) => path.endsWith('.jpg'))).toEqual(['/pictures/espresso.jpg'])
  })
})

test.describe('camera', () => {
  test.use({ permissions: ['camera'] })

  /** How many camera tracks are on. */
  const watchCamera = (page: Page) =>
    page.evaluate(() => {
      const tracks: MediaStreamTrack[] = []
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        const stream = await open(constraints)
        tracks.push(...stream.getTracks())
        return stream
      }
      Object.assign(window, { camerasOn: () => tracks.filter((track) => track.readyState === 'live').length })
    })
  const camerasOn = (page: Page) => page.evaluate(() => (window as unknown as { camerasOn: () => number }).camerasOn())

  test('takes a picture, and is off afterwards', async ({ page, stage }) => {
    await stage.openReady()
    await watchCamera(page)
    await page.getByRole('button', { name: 'Camera' }).click()
    const shutter = page.getByRole('button', { name: 'Take picture' })
    await expect(shutter).toBeEnabled()
    expect(await camerasOn(page)).toBe(1)
    await shutter.click()
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(page.getByRole('img', { name: 'Your picture, Camera picture' })).toBeVisible()
    expect(await camerasOn(page)).toBe(0)
  })

  test('a double click on the shutter takes one picture', async ({ page, stage }) => {
    await stage.openReady()
    await page.getByRole('button', { name: 'Camera' }).click()
    const shutter = page.getByRole('button', { name: 'Take picture' })
    await expect(shutter).toBeEnabled()
    await shutter.evaluate((button: HTMLButtonElement) => {
      button.click()
      button.click()
    })
    await expect(page.getByRole('dialog')).toBeHidden()
    await page.waitForFunction(() => window.stage.client.count > 0)
    await stage.answer(0, CAT)
    await expect(page.getByRole('region', { name: 'Earlier' }).getByRole('listitem')).toHaveCount(1)
  })

  for (const dialog of ['Camera', 'About', 'Model: EfficientNet-Lite0'] as const) {
    test(`the page is busy while ${dialog} is open, and not before or after`, async ({ page, stage }) => {
      const busy = () => page.evaluate(() => window.stage.app.isBusy)
      await stage.openReady()
      expect(await busy()).toBe(false)
      await page.getByRole('button', { name: dialog }).click()
      expect(await busy()).toBe(true)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
      expect(await busy()).toBe(false)
    })
  }

  for (const [how, close] of [
    ['closed', (page: Page) => page.getByRole('button', { name: 'Close' }).click()],
    ['dismissed with Escape', (page: Page) => page.keyboard.press('Escape')],
    [
      'hidden',
      (page: Page) =>
        page.evaluate(() => {
          Object.defineProperty(document, 'hidden', { value: true })
          document.dispatchEvent(new Event('visibilitychange'))
        }),
    ],
    ['left', (page: Page) => page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')))],
  ] as const) {
    test(`is off once it is ${how}`, async ({ page, stage }) => {
      await stage.openReady()
      await watchCamera(page)
      await page.getByRole('button', { name: 'Camera' }).click()
      await expect(page.getByRole('button', { name: 'Take picture' })).toBeEnabled()
      await close(page)
      await expect(page.getByRole('dialog')).toBeHidden()
      // Escape hides the dialog first and tells of it a moment later.
      await expect.poll(() => camerasOn(page)).toBe(0)
    })
  }

  for (const [error, sentence] of [
    ['NotAllowedError', 'The camera is not allowed'],
    ['NotFoundError', 'No camera was found'],
    ['NotReadableError', 'The camera is busy'],
  ] as const) {
    test(`${error} has its own sentence`, async ({ page, stage }) => {
      await stage.openReady()
      await page.evaluate((error) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', error))
      }, error)
      await page.getByRole('button', { name: 'Camera' }).click()
      await expect(page.getByRole('dialog', { name: 'Camera' }).getByRole('alert')).toContainText(sentence)
    })
  }

  test('two cameras can be switched', async ({ page, stage }) => {
    await stage.openReady()
    await page.evaluate(() => {
      const { mediaDevices } = navigator
      mediaDevices.enumerateDevices = async () =>
        ['first', 'second'].map((deviceId) => ({ kind: 'videoinput', deviceId }) as MediaDeviceInfo)
      // The fake camera has no second one: what is asked for tells which would have been opened.
      const open = mediaDevices.getUserMedia.bind(mediaDevices)
      const asked: unknown[] = []
      mediaDevices.getUserMedia = (constraints) => {
        const { deviceId, facingMode } = (constraints?.video ?? {}) as MediaTrackConstraints
        asked.push(deviceId ?? facingMode)
        return open({ video: true })
      }
      Object.assign(window, { asked })
    })
    await watchCamera(page)
    await page.getByRole('button', { name: 'Camera' }).click()
    await page.getByRole('button', { name: 'Switch camera' }).click()
    await expect(page.getByRole('button', { name: 'Take picture' })).toBeEnabled()
    await expect.poll(() => camerasOn(page)).toBe(1)
    const asked = await page.evaluate(() => (window as unknown as { asked: unknown[] }).asked)
    expect(asked).toEqual(['environment', { exact: 'first' }])
  })
})

test('the thumbnails of the examples are there', async ({ page, stage }) => {
  await stage.openReady()
  const thumbnails = page.getByRole('region', { name: 'Or try one of these' }).locator('img')
  await expect(thumbnails).toHaveCount(3)
  for (const image of await thumbnails.all())
    await expect.poll(() => image.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(240)
})

test('with forced colours the bars still tell more from less', async ({ page, stage }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await stage.openReady()
  await stage.choose('cat.jpg')
  await stage.answer(0, CAT)
  // The styles of a bar's parts cannot be asked for, so its middle line is looked at.
  const bar = page.locator('meter').first()
  const png = [...(await bar.screenshot())]
  const darkShare = await page.evaluate(async (png) => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(png)]))
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    context?.drawImage(bitmap, 0, 0)
    const line = context?.getImageData(0, Math.floor(bitmap.height / 2), bitmap.width, 1).data ?? []
    let dark = 0
    for (let at = 0; at < line.length; at += 4)
      if ((line[at] ?? 0) + (line[at + 1] ?? 0) + (line[at + 2] ?? 0) < 384) dark += 1
    return dark / bitmap.width
  }, png)
  expect(darkShare).toBeCloseTo(0.43, 1)
})

test.describe('on an upright phone the next picture is in reach below a long answer', () => {
  for (const size of [
    { width: 360, height: 740 },
    { width: 320, height: 640 },
  ]) {
    test(`${size.width} x ${size.height}`, async ({ page, stage }) => {
      await page.setViewportSize(size)
      await stage.openReady()
      await stage.choose('cat.jpg')
      await stage.answer(0, LONGEST)
      const input = page.getByLabel('Choose pictures')
      await expect(input).toBeInViewport({ ratio: 1 })
      const buttons = ['Camera', 'Paste'].map((name) => page.getByRole('button', { name, exact: true }))
      const middles = [input, ...buttons].map(async (one) => {
        const box = await one.boundingBox()
        return box && Math.round(box.y + box.height / 2)
      })
      expect(new Set(await Promise.all(middles)).size, 'rows of buttons').toBe(1)

      // What has the keyboard is not under the buttons.
      const last = page.getByRole('list', { name: 'Predictions' }).getByRole('button').last()
      await last.focus()
      const [below, above] = [await last.boundingBox(), await input.boundingBox()]
      expect((below?.y ?? 0) + (below?.height ?? 0)).toBeLessThanOrEqual(above?.y ?? 0)
    })
  }
})
