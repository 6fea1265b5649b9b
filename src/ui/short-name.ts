/** A model's name for a narrow header: "Lite0" of "EfficientNet-Lite0". The whole name stays its accessible name. */

// A part of its own only where it reads as a name: not the 50 of "ResNet-50".
const LAST_PART = /[\s/_-]([A-Za-z][^\s/_-]{2,})$/

export function shortName(name: string): string {
  return LAST_PART.exec(name)?.[1] ?? name
}
