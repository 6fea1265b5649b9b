/**
 * `labels.json`: the classes in the model's order, and the tree of groups above them. Parsed once, here. Where a model has
 * only the `config.json` of the Hugging Face Hub, its classes have no groups.
 */
import type { PathLevel } from './classification.ts'
import { WhatsitError } from './errors.ts'
import { hubClasses } from './hub-labels.ts'

/** A name that people would give to several classes: "cat", "bird". */
export interface Group {
  readonly name: string
  /** Index of the group above, always below this group's own; -1 for the root, which is the first. */
  readonly parent: number
  /** WordNet 3.0's id, empty where the group is not WordNet's. */
  readonly wnid: string
  /** Too wide to be an answer ("thing"): say "Not sure" instead. */
  readonly vague: boolean
}

export interface LabelledClass {
  readonly wnid: string
  readonly label: string
  /** Index of the group it belongs to; -1 where there are no groups. */
  readonly group: number
  /** One sentence, lower case; empty where the labels have none. */
  readonly definition: string
  readonly synonyms: readonly string[]
}

export interface Taxonomy {
  /** Empty where the labels are a flat list. */
  readonly groups: readonly Group[]
  /** In the order of the model's logits. */
  readonly classes: readonly LabelledClass[]
}

function fail(where: string, wanted: string): never {
  throw new WhatsitError('ModelUnsupported', `labels.json: ${where} should be ${wanted}`)
}

function rows(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 ? value : fail(where, 'a list with rows')
}

function columns(value: unknown, where: string, count: number): readonly unknown[] {
  return Array.isArray(value) && value.length >= count ? value : fail(where, `a row of ${count} columns`)
}

function text(value: unknown, where: string): string {
  return typeof value === 'string' ? value : fail(where, 'a text')
}

function name(value: unknown, where: string): string {
  return text(value, where) || fail(where, 'a text that is not empty')
}

/** A whole number from `low` to below `end`. */
function index(value: unknown, where: string, low: number, end: number): number {
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= low && value < end
  return fits ? value : fail(where, `a whole number from ${low} to ${end - 1}`)
}

function group(row: unknown, at: number): Group {
  const where = `groups[${at}]`
  const [label, parent, wnid, vague] = columns(row, where, 4)
  return {
    name: name(label, `${where}.name`),
    // Above its children, so that one pass from the last to the first sums up the tree, and no cycle is possible.
    parent: at === 0 ? index(parent, `${where}.parent`, -1, 0) : index(parent, `${where}.parent`, 0, at),
    wnid: text(wnid, `${where}.wnid`),
    vague: index(vague, `${where}.vague`, 0, 2) === 1,
  }
}

function labelledClass(row: unknown, at: number, groups: number): LabelledClass {
  const where = `classes[${at}]`
  const [wnid, label, parent, definition, synonyms] = columns(row, where, 5)
  return {
    wnid: text(wnid, `${where}.wnid`),
    label: name(label, `${where}.label`),
    group: index(parent, `${where}.group`, 0, groups),
    definition: text(definition, `${where}.definition`),
    synonyms: text(synonyms, `${where}.synonyms`)
      .split('|')
      .filter((synonym) => synonym !== ''),
  }
}

/**
 * @param value  what JSON.parse gave
 * @throws ModelUnsupported  naming the row that is not as it should be
 */
export function parseTaxonomy(value: unknown): Taxonomy {
  if (typeof value !== 'object' || value === null) return fail('the file', 'an object')
  const file = value as Record<string, unknown>
  if (file['format'] === undefined && file['id2label'] !== undefined) return { groups: [], classes: hubClasses(file) }
  if (file['format'] !== 1) return fail('format', '1')
  const groups = rows(file['groups'], 'groups').map(group)
  const classes = rows(file['classes'], 'classes').map((row, at) => labelledClass(row, at, groups.length))
  return { groups, classes }
}

/**
 * How likely each group is: the sum of the scores of the classes below it.
 *
 * @param scores  [classes]
 * @returns [groups]; the root's is the sum of all; nothing where there are no groups
 */
export function groupScores({ groups, classes }: Taxonomy, scores: Float64Array): Float64Array {
  const sums = new Float64Array(groups.length)
  if (groups.length === 0) return sums
  const add = (group: number, score: number): void => {
    sums[group] = (sums[group] ?? 0) + score
  }
  for (const [at, { group }] of classes.entries()) add(group, scores[at] ?? 0)
  for (let at = groups.length - 1; at > 0; at--) add(groups[at]?.parent ?? 0, sums[at] ?? 0)
  return sums
}

/**
 * The way up from a group to the widest one that still says something: vague groups are left out.
 *
 * @param from  index of the lowest group, itself included; -1 gives no levels
 * @param sums  [groups], of {@link groupScores}
 */
export function pathAbove({ groups }: Taxonomy, from: number, sums: Float64Array): PathLevel[] {
  const levels: PathLevel[] = []
  for (let at = from; ; ) {
    const group = groups[at]
    if (group === undefined) return levels
    // A sum of rounded numbers may come out a hair above 1.
    if (!group.vague) levels.push({ name: group.name, score: Math.min(1, sums[at] ?? 0) })
    at = group.parent
  }
}
