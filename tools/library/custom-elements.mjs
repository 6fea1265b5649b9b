/**
 * custom-elements.json, by which editors and catalogues know `<whatsit-classifier>`: made from the comments of its
 * interface (src/element/api.ts), so that there is one place that says what the element promises.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../command.mjs'

const SOURCE = join(root, 'src', 'element', 'api.ts')
const NAME = 'WhatsitClassifierElement'
const TAG = 'whatsit-classifier'
const MODULE = 'dist-lib/element.js'

/** @param {ts.Node} node */
const descriptionOf = (node) => {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)
  return { description: oneLine(ts.getTextOfJSDocComment(comment?.comment)) }
}

/** @param {string | undefined} text */
const oneLine = (text = '') => text.replace(/\s+/g, ' ').trim()

/**
 * The tags of one kind: "{type} name - description", where the type may be absent.
 *
 * @param {ts.Node} node @param {string} tag
 */
const tagged = (node, tag) =>
  ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === tag)
    .map((one) => {
      const said = oneLine(ts.getTextOfJSDocComment(one.comment))
      const [, type, name, description] = /^(?:\{(.*?)\} )?([\w-]+) - (.+)$/.exec(said) ?? []
      if (name === undefined) throw new Error(`src/element/api.ts: @${tag} ${said}: should be "{type} name - what"`)
      return { name, ...(type !== undefined && { type: { text: type } }), description }
    })

/** @param {ts.TypeElement} member @param {ts.SourceFile} file */
function memberOf(member, file) {
  const name = member.name?.getText(file) ?? ''
  if (ts.isPropertySignature(member)) {
    const readonly = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword) === true
    const type = { text: member.type?.getText(file) ?? '' }
    return { kind: 'field', name, type, ...(readonly && { readonly }), ...descriptionOf(member) }
  }
  if (ts.isMethodSignature(member)) {
    const parameters = member.parameters.map((parameter) => ({
      name: parameter.name.getText(file),
      type: { text: parameter.type?.getText(file) ?? '' },
    }))
    return {
      kind: 'method',
      name,
      parameters,
      return: { type: { text: member.type?.getText(file) ?? '' } },
      ...descriptionOf(member),
    }
  }
  throw new Error(`src/element/api.ts: ${name} is neither a property nor a method`)
}

/** @returns {Promise<object>}  the manifest, schema 1.0.0 */
export async function customElementsManifest() {
  const file = ts.createSourceFile(SOURCE, await readFile(SOURCE, 'utf8'), ts.ScriptTarget.ESNext, true)
  const element = file.statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === NAME)
  if (!element || !ts.isInterfaceDeclaration(element)) throw new Error(`src/element/api.ts has no ${NAME}`)
  const declaration = { name: NAME, module: MODULE }
  return {
    schemaVersion: '1.0.0',
    modules: [
      {
        kind: 'javascript-module',
        path: MODULE,
        declarations: [
          {
            kind: 'class',
            customElement: true,
            name: NAME,
            tagName: TAG,
            superclass: { name: 'HTMLElement' },
            ...descriptionOf(element),
            attributes: tagged(element, 'attr'),
            members: element.members.map((member) => memberOf(member, file)),
            events: tagged(element, 'fires'),
            cssParts: tagged(element, 'csspart'),
            cssProperties: tagged(element, 'cssprop'),
          },
        ],
        exports: [
          { kind: 'js', name: NAME, declaration },
          { kind: 'custom-element-definition', name: TAG, declaration },
        ],
      },
    ],
  }
}
