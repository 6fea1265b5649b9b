/**
 * The classes of a Hugging Face `config.json`: a flat list without groups, so the answer is the best class or "Not sure".
 */
import { type Fields, fail, fields } from './fields.ts'
import type { LabelledClass } from './taxonomy.ts'

/** `group` of a class that belongs to none. */
const NO_GROUP = -1

/** "tabby, tabby cat" is one name and a synonym, as in the labels of ImageNet. */
function labelledClass(value: unknown, where: string): LabelledClass {
  const names = typeof value === 'string' ? value.split(',').map((name) => name.trim()) : []
  const [label, ...synonyms] = names.filter((name) => name !== '')
  if (label === undefined) return fail(where, 'a name')
  return { wnid: '', label, group: NO_GROUP, definition: '', synonyms }
}

/**
 * @param config  of which only `id2label` is read: names by the index of their logit
 * @throws ModelUnsupported  when a name is missing or empty
 */
export function hubClasses(config: Fields): LabelledClass[] {
  const where = 'config.json: id2label'
  const names = fields(config['id2label'], where)
  const { length } = Object.keys(names)
  if (length === 0) fail(where, 'names by the index of their class')
  return Array.from({ length }, (_, index) => labelledClass(names[index], `${where}.${index}`))
}
