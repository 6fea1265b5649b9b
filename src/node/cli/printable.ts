/** What other people named: files, addresses, labels of models. They may hold anything, and a terminal obeys some of it. */
import { stripVTControlCharacters } from 'node:util'

/** In one line, without orders to the terminal and without those that turn the direction of writing ("gpj.exe" as "exe.jpg"). */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, '?')
}
