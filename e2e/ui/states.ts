/** Every state of the page, and how to get there. */
import type { Page } from '@playwright/test'
import { CAT, LONGEST, MODEL, type Stage, UNSURE } from './stage-page.ts'

export interface State {
  readonly name: string
  readonly reach: (stage: Stage, page: Page) => Promise<void>
}

async function answered(stage: Stage): Promise<void> {
  await stage.openReady()
  await stage.choose('cat.jpg')
  await stage.answer(0, CAT)
}

export const states: readonly State[] = [
  { name: 'empty', reach: (stage) => stage.openReady() },
  {
    name: 'loading',
    reach: async (stage, page) => {
      await stage.open()
      await page.evaluate(() =>
        window.stage.client.setModel({ stage: 'downloading', loaded: 3_100_000, total: 5_000_000 }),
      )
    },
  },
  {
    name: 'loading, a picture waits',
    reach: async (stage, page) => {
      await stage.open()
      await stage.choose('cat.jpg')
      await page.evaluate(() =>
        window.stage.client.setModel({ stage: 'downloading', loaded: 3_100_000, total: 5_000_000 }),
      )
    },
  },
  {
    name: 'getting ready',
    reach: async (stage, page) => {
      await stage.open()
      await page.evaluate(() => window.stage.client.setModel({ stage: 'starting' }))
    },
  },
  {
    name: 'asking',
    reach: async (stage, page) => {
      await stage.open()
      await page.evaluate(() => window.stage.client.setModel({ stage: 'asking', bytes: 13_948_576 }))
    },
  },
  {
    name: 'model failed',
    reach: async (stage, page) => {
      await stage.open()
      await page.evaluate(() => window.stage.client.failModel('ModelUnreachable'))
    },
  },
  {
    name: 'model failed, a picture waits',
    reach: async (stage, page) => {
      await stage.open()
      await stage.choose('cat.jpg')
      await page.evaluate(() => window.stage.client.failModel('ModelCorrupt'))
    },
  },
  {
    name: 'working',
    reach: async (stage, page) => {
      await stage.openReady()
      await stage.choose('espresso.jpg')
      await stage.begin(0)
      await page.getByRole('heading', { name: 'Looking' }).waitFor()
    },
  },
  { name: 'answer', reach: answered },
  {
    name: 'what it saw',
    reach: async (stage, page) => {
      await answered(stage)
      await page.getByRole('button', { name: 'What it saw' }).click()
    },
  },
  {
    name: 'where it looked',
    reach: async (stage, page) => {
      await answered(stage)
      await page.getByRole('button', { name: 'Where it looked' }).click()
      await page.getByRole('img', { name: /^Where it looked for tiger cat/ }).waitFor()
    },
  },
  {
    name: 'what it saw and where it looked, for another prediction',
    reach: async (stage, page) => {
      await answered(stage)
      await page.getByRole('button', { name: 'What it saw' }).click()
      await page.getByRole('button', { name: 'Where it looked' }).click()
      await page.getByRole('button', { name: /^tabby cat/ }).click()
      await page.getByText('a cat with a grey or tawny coat', { exact: false }).waitFor()
    },
  },
  {
    name: 'definition',
    reach: async (stage, page) => {
      await stage.openReady()
      await stage.choose('cat.jpg')
      await stage.answer(0, LONGEST)
      await page.getByRole('button', { name: /^American Staffordshire terrier \S/ }).click()
      await page.getByText('Also: Staffordshire terrier').waitFor()
    },
  },
  {
    name: 'path share',
    reach: async (stage, page) => {
      await answered(stage)
      await page.getByRole('button', { name: 'Mammal' }).click()
      await page.getByText('99 %', { exact: true }).waitFor()
    },
  },
  {
    name: 'longest answer',
    reach: async (stage) => {
      await stage.openReady()
      await stage.choose('cat.jpg')
      await stage.answer(0, LONGEST)
    },
  },
  {
    name: 'not sure',
    reach: async (stage) => {
      await stage.openReady()
      await stage.choose('rocket.jpg')
      await stage.answer(0, UNSURE)
    },
  },
  {
    name: 'error',
    reach: async (stage, page) => {
      await stage.openReady()
      await page
        .getByLabel('Choose pictures')
        .setInputFiles([{ name: 'IMG_2041.HEIC', mimeType: 'image/heic', buffer: Buffer.from('not decoded here') }])
      await page.evaluate(() => window.stage.client.refuse(0, 'ImageHeic'))
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'many',
    reach: async (stage, page) => {
      await stage.openReady()
      await stage.choose('cat.jpg', 'espresso.jpg', 'rocket.jpg', 'espresso.jpg')
      await stage.answer(0, CAT)
      await page.evaluate(() => window.stage.client.refuse(1, 'ImageUndecodable'))
      await stage.begin(2)
    },
  },
  {
    name: 'drop',
    reach: async (stage, page) => {
      await stage.openReady()
      await page.evaluate(() => {
        // Again and again, as a browser does while something is held over the page.
        const over = () => window.dispatchEvent(new DragEvent('dragover', { dataTransfer: new DataTransfer() }))
        over()
        setInterval(over, 100)
      })
      await page.getByText('Drop it here').waitFor()
    },
  },
  {
    name: 'drop refused',
    reach: async (stage, page) => {
      await stage.openReady()
      await page.evaluate(() => {
        const dataTransfer = new DataTransfer()
        dataTransfer.setData('text/uri-list', 'https://example.com/cat.jpg')
        window.dispatchEvent(new DragEvent('drop', { dataTransfer }))
      })
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'camera',
    reach: async (stage, page) => {
      await stage.openReady()
      await page.getByRole('button', { name: 'Camera' }).click()
      await page.getByRole('button', { name: 'Take picture', disabled: false }).waitFor()
    },
  },
  {
    name: 'camera denied',
    reach: async (stage, page) => {
      await stage.openReady()
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
      })
      await page.getByRole('button', { name: 'Camera' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'offline',
    reach: async (stage, page) => {
      await stage.openReady()
      await page.evaluate(() => window.stage.site.set({ offlineReady: true, online: false }))
      await stage.choose('espresso.jpg')
      await stage.answer(0, CAT)
    },
  },
  {
    name: 'update ready',
    reach: async (stage, page) => {
      await stage.openReady()
      await page.evaluate(() => window.stage.site.set({ offlineReady: true, updateReady: true }))
      await stage.choose('cat.jpg')
      await stage.answer(0, CAT)
    },
  },
  {
    name: 'about',
    reach: async (stage, page) => {
      await stage.openReady()
      await page.getByRole('button', { name: 'About' }).click()
      await page.getByRole('term').first().waitFor()
    },
  },
  {
    name: 'about, another engine on its way',
    reach: async (stage, page) => {
      await stage.openReady()
      await page.getByRole('button', { name: 'About' }).click()
      await page.getByRole('term').first().waitFor()
      await page.getByLabel('Engine').selectOption('Whatsit’s own')
      await page.getByText('Changing the engine…').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'picker',
    reach: async (stage) => {
      await stage.openReady()
      await stage.openPicker([0, 1, 2, 3])
    },
  },
  {
    name: 'picker, another is marked',
    reach: async (stage, page) => {
      await stage.openReady()
      await stage.openPicker()
      await page.getByRole('radio', { name: 'EfficientNet-Lite2' }).click()
    },
  },
  {
    name: 'picker, downloading',
    reach: async (stage, page) => {
      await stage.openReady()
      await stage.openPicker()
      await page.evaluate(() =>
        window.stage.client.setSwitch({
          stage: 'downloading',
          folder: 'efficientnet-lite2',
          loaded: 3_100_000,
          total: 6_726_566,
        }),
      )
    },
  },
  {
    name: 'picker, not used',
    reach: async (stage, page) => {
      await stage.openReady()
      await stage.openPicker()
      await page.evaluate(() => window.stage.client.failSwitch('efficientnet-lite2', 'ModelUnreachable'))
    },
  },
  {
    name: 'a model on its way, an answer',
    reach: async (stage, page) => {
      await stage.openReady()
      await stage.choose('cat.jpg')
      await stage.answer(0, CAT)
      await page.evaluate(() => window.stage.site.set({ offlineReady: true }))
      await page.evaluate(() =>
        window.stage.client.setSwitch({
          stage: 'downloading',
          folder: 'efficientnet-lite2',
          loaded: 3_100_000,
          total: 6_726_566,
        }),
      )
    },
  },
  {
    name: 'a model is not used, an answer',
    reach: async (stage, page) => {
      await stage.openReady()
      await stage.choose('cat.jpg')
      await stage.answer(0, CAT)
      await stage.openPicker()
      await page.getByRole('button', { name: 'Close' }).click()
      // The dialog's event comes a moment after it is closed, and forgets what was read in it.
      await page.waitForFunction(() => window.stage.client.asked.includes('cancelSwitch'))
      await page.evaluate(() => window.stage.client.failSwitch('efficientnet-lite2', 'SelfTestFailed'))
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'answered by another model',
    reach: async (stage, page) => {
      await stage.openReady()
      await stage.choose('cat.jpg')
      await stage.answer(0, CAT)
      await stage.readyWith({ ...MODEL, id: 'efficientnet-lite2', name: 'EfficientNet-Lite2' })
      await stage.answer(1, { ...CAT, model: 'efficientnet-lite2' })
      await page.getByText('by EfficientNet-Lite2').waitFor()
    },
  },
]
