/** What a person wants to see over the picture, remembered for the next visit on this device. */

export interface OverlaySettings {
  /** "What it saw": the frame around what the network was given. */
  readonly saw: boolean
  /** "Where it looked": the heat map of the chosen prediction. */
  readonly looked: boolean
  /** How much the heat map covers, MIN_STRENGTH to 1. */
  readonly strength: number
}

export const MIN_STRENGTH = 0.1
export const OVERLAY_OFF: OverlaySettings = { saw: false, looked: false, strength: 0.8 }

const KEY = 'whatsit-overlay'

/** @param text  what the storage held, or null; what does not fit in it is left at its default */
export function parseOverlaySettings(text: string | null): OverlaySettings {
  let value: unknown
  try {
    value = JSON.parse(text ?? 'null')
  } catch {
    return OVERLAY_OFF
  }
  if (typeof value !== 'object' || value === null) return OVERLAY_OFF
  const { saw, looked, strength } = value as Record<string, unknown>
  const fits = typeof strength === 'number' && strength >= MIN_STRENGTH && strength <= 1
  return { saw: saw === true, looked: looked === true, strength: fits ? strength : OVERLAY_OFF.strength }
}

/** @param storage  gives localStorage, and may throw as it does where cookies are forbidden */
export function recallOverlay(storage: () => Pick<Storage, 'getItem'>): OverlaySettings {
  try {
    return parseOverlaySettings(storage().getItem(KEY))
  } catch {
    return OVERLAY_OFF
  }
}

/** Where the storage is forbidden or full it lasts as long as the page. */
export function rememberOverlay(storage: () => Pick<Storage, 'setItem'>, settings: OverlaySettings): void {
  try {
    storage().setItem(KEY, JSON.stringify(settings))
  } catch {
    // Not worth a word: the page does what was asked, now.
  }
}
