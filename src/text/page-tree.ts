// Builds the tree a browser would build, within limits, and walks it without recursion.
// A page beyond the limits ends in `excess`; it is then read from its tokens instead.
import {
  html as vocabulary,
  parse,
  type Token,
  type TreeAdapter,
  type TreeAdapterTypeMap,
} from "parse5";
import type { PageSink } from "./page-collect.ts";

const MAX_DEPTH = 512;
const MAX_NODES = 200_000;
/** Insertions and moves: misnested formatting makes a parser move nodes far more often than there are tags. */
const MAX_MOVES = 2_000_000;

/** One shape for all kinds of nodes; children are a linked list, so that every move takes constant time. */
export interface TreeNode {
  readonly kind: "root" | "element" | "text" | "comment" | "doctype";
  readonly name: string;
  readonly namespace: vocabulary.NS;
  readonly attrs: Token.Attribute[];
  text: string;
  parent: TreeNode | null;
  first: TreeNode | null;
  last: TreeNode | null;
  next: TreeNode | null;
  previous: TreeNode | null;
  content: TreeNode | null;
}

type Nodes = TreeAdapterTypeMap<
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode
>;

class Excess extends Error {}

/** @returns the document, or why it was given up */
export function buildTree(html: string): { root: TreeNode } | { excess: string } {
  try {
    return { root: parse<Nodes>(html, { treeAdapter: createAdapter() }) };
  } catch (error) {
    if (error instanceof Excess) return { excess: error.message };
    return { excess: "the HTML parser failed" };
  }
}

/** Feeds the sink with elements, text and comments in document order; template contents are left out. */
export function walkTree(root: TreeNode, sink: PageSink): void {
  let node: TreeNode | null = root.first;
  while (node !== null) {
    enter(node, sink);
    if (node.first !== null) {
      node = node.first;
      continue;
    }
    if (node.kind === "element") sink.close();
    while (node.next === null) {
      node = node.parent;
      if (node === null || node === root) return;
      if (node.kind === "element") sink.close();
    }
    node = node.next;
  }
}

function enter(node: TreeNode, sink: PageSink): void {
  if (node.kind === "element") {
    sink.open(node.name, new Map(node.attrs.map(({ name, value }) => [name, value])));
  } else if (node.kind === "text") sink.text(node.text);
  else if (node.kind === "comment") sink.comment(node.text);
}

function createNode(
  kind: TreeNode["kind"],
  name: string,
  text: string,
  element?: { namespace: vocabulary.NS; attrs: Token.Attribute[] },
): TreeNode {
  return {
    kind,
    name,
    namespace: element?.namespace ?? vocabulary.NS.HTML,
    attrs: element?.attrs ?? [],
    text,
    parent: null,
    first: null,
    last: null,
    next: null,
    previous: null,
    content: null,
  };
}

function detach(node: TreeNode): void {
  const { parent, previous, next } = node;
  if (parent === null) return;
  if (previous === null) parent.first = next;
  else previous.next = next;
  if (next === null) parent.last = previous;
  else next.previous = previous;
  node.parent = null;
  node.previous = null;
  node.next = null;
}

/** Before `reference`, or last when it is null. */
function insert(parent: TreeNode, node: TreeNode, reference: TreeNode | null): void {
  const previous = reference === null ? parent.last : reference.previous;
  node.parent = parent;
  node.previous = previous;
  node.next = reference;
  if (previous === null) parent.first = node;
  else previous.next = node;
  if (reference === null) parent.last = node;
  else reference.previous = node;
}

function childrenOf(parent: TreeNode): TreeNode[] {
  const children: TreeNode[] = [];
  for (let child = parent.first; child !== null; child = child.next) children.push(child);
  return children;
}

/** A second <html> or <body> may add attributes; beyond a hundred of them only an attacker means it. */
function adoptAttributes(recipient: TreeNode, attrs: readonly Token.Attribute[]): void {
  if (recipient.attrs.length > 100) return;
  const known = new Set(recipient.attrs.map((attribute) => attribute.name));
  recipient.attrs.push(...attrs.filter((attribute) => !known.has(attribute.name)));
}

function createAdapter(): TreeAdapter<Nodes> {
  const limits = createLimits();
  let mode = vocabulary.DOCUMENT_MODE.NO_QUIRKS;
  const insertText = (parent: TreeNode, text: string, reference: TreeNode | null): void => {
    const previous = reference === null ? parent.last : reference.previous;
    if (previous?.kind === "text") previous.text += text;
    else insert(parent, limits.made(createNode("text", "#text", text)), reference);
  };
  const insertBefore = (parent: TreeNode, node: TreeNode, reference: TreeNode | null): void => {
    limits.move();
    insert(parent, node, reference);
  };
  return {
    ...READERS,
    createDocument: () => createNode("root", "#document", ""),
    createDocumentFragment: () => createNode("root", "#fragment", ""),
    createElement: (name, namespace, attrs) =>
      limits.made(createNode("element", name, "", { namespace, attrs })),
    createCommentNode: (text) => limits.made(createNode("comment", "#comment", text)),
    createTextNode: (text) => limits.made(createNode("text", "#text", text)),
    appendChild: (parent, node) => {
      insertBefore(parent, node, null);
    },
    insertBefore,
    insertText: (parent, text) => {
      insertText(parent, text, null);
    },
    insertTextBefore: insertText,
    detachNode: (node) => {
      limits.move();
      detach(node);
    },
    adoptAttributes,
    setDocumentType: (document, name) => {
      insert(document, createNode("doctype", name, ""), null);
    },
    setDocumentMode: (_document, next) => {
      mode = next;
    },
    getDocumentMode: () => mode,
    onItemPush: limits.push,
    onItemPop: limits.pop,
  };
}

interface Limits {
  readonly made: (node: TreeNode) => TreeNode;
  readonly move: () => void;
  readonly push: () => void;
  readonly pop: () => void;
}

function createLimits(): Limits {
  let nodes = 0;
  let moves = 0;
  let depth = 0;
  return {
    made(node) {
      nodes += 1;
      if (nodes > MAX_NODES) throw new Excess(`more than ${String(MAX_NODES)} nodes`);
      return node;
    },
    move() {
      moves += 1;
      if (moves > MAX_MOVES) throw new Excess("too many misnested tags");
    },
    push() {
      depth += 1;
      if (depth > MAX_DEPTH) throw new Excess(`nested deeper than ${String(MAX_DEPTH)}`);
    },
    pop() {
      depth -= 1;
    },
  };
}

type Reader =
  | "getAttrList"
  | "getChildNodes"
  | "getCommentNodeContent"
  | "getDocumentTypeNodeName"
  | "getDocumentTypeNodePublicId"
  | "getDocumentTypeNodeSystemId"
  | "getFirstChild"
  | "getNamespaceURI"
  | "getNodeSourceCodeLocation"
  | "getParentNode"
  | "getTagName"
  | "getTextNodeContent"
  | "getTemplateContent"
  | "setTemplateContent"
  | "isCommentNode"
  | "isDocumentTypeNode"
  | "isElementNode"
  | "isTextNode"
  | "setNodeSourceCodeLocation"
  | "updateNodeSourceCodeLocation";

const nothing = (): void => undefined;

const READERS: Pick<TreeAdapter<Nodes>, Reader> = {
  getAttrList: (element) => element.attrs,
  getChildNodes: childrenOf,
  getCommentNodeContent: (node) => node.text,
  getDocumentTypeNodeName: (node) => node.name,
  getDocumentTypeNodePublicId: () => "",
  getDocumentTypeNodeSystemId: () => "",
  getFirstChild: (node) => node.first,
  getNamespaceURI: (element) => element.namespace,
  getNodeSourceCodeLocation: () => null,
  getParentNode: (node) => node.parent,
  getTagName: (element) => element.name,
  getTextNodeContent: (node) => node.text,
  getTemplateContent: (template) => template.content ?? template,
  setTemplateContent: (template, content) => {
    template.content = content;
  },
  isCommentNode: (node): node is TreeNode => node.kind === "comment",
  isDocumentTypeNode: (node): node is TreeNode => node.kind === "doctype",
  isElementNode: (node): node is TreeNode => node.kind === "element",
  isTextNode: (node): node is TreeNode => node.kind === "text",
  setNodeSourceCodeLocation: nothing,
  updateNodeSourceCodeLocation: nothing,
};
