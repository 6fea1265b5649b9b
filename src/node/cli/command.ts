/**
 * What a command of `whatsit` is: its words, flags and help as plain values, written once, from which the parser, `--help`
 * and the suggestions are made; and what it needs of the world, passed in, so that tests can hand it another.
 */
import type { ClassifierPool, PoolOptions } from '../pool/api.ts'
import type { ExitCode } from './exit-code.ts'

export interface Flag {
  /** Without its dashes: `top`. */
  readonly name: string
  /** One letter, for `-k`. */
  readonly short?: string
  /** What its value is called in the help; absent for a switch, which takes none. */
  readonly value?: string
  /** One line, with the default at its end. */
  readonly help: string
}

/** What was typed after the command's name. */
export interface Given {
  /** What is no flag, in its order. */
  readonly words: readonly string[]
  /** By the flag's name; a switch that was given is `true`. */
  readonly flags: ReadonlyMap<string, string | true>
  /** All of it as it was typed. */
  readonly args: readonly string[]
}

export interface Command {
  readonly name: string
  /** What follows the name, for the help: `<picture>...`; '' where nothing does. */
  readonly words: string
  /** One line. */
  readonly summary: string
  /** More of it, in lines of at most 80 characters; '' where there is nothing to add. */
  readonly details: string
  readonly flags: readonly Flag[]
  /** Whole command lines. */
  readonly examples: readonly string[]
  /** @throws UsageError  where what was given makes no sense; {@link Failure} where it cannot be done */
  run(given: Given, outside: Outside): Promise<ExitCode>
}

/** Where text goes: stdout or stderr. */
export interface Sink {
  /** A terminal that a person looks at, and not a file or another program. */
  readonly isTerminal: boolean
  /** Whether it shows colours, and nobody asked for none. */
  readonly hasColours: boolean
  /** Characters in a line; 80 where nobody knows. */
  readonly columns: number
  /** Resolves once the reader has room for more; what is written after the reader has gone is lost without an error. */
  write(text: string): Promise<void>
}

/** Why a command should come to its end. */
export type Interruption = 'SIGINT' | 'SIGTERM' | 'reader gone'

/** What a command has of the world. */
export interface Outside {
  readonly out: Sink
  readonly err: Sink
  readonly stdin: AsyncIterable<Uint8Array>
  readonly fetch: typeof fetch
  readonly env: Readonly<Record<string, string | undefined>>
  /** The models that came with the package, and its built page. */
  readonly folders: { readonly models: string; readonly site: string }
  readonly version: string
  /** Processor cores that this program may use. */
  readonly cores: number
  /** Milliseconds, from any point in time on. */
  readonly now: () => number
  /** Fires once: at the first Ctrl-C, or when nobody reads stdout any more. Its reason is an {@link Interruption}. */
  readonly interrupted: AbortSignal
  /** From now on a reader of stdout that goes away interrupts nothing. */
  readonly goOnWithoutReader: () => void
  readonly createPool: (options: PoolOptions) => Promise<ClassifierPool>
}
