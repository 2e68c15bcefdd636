/**
 * The live document, read in ways that its elements can't get between: `<img name="body">` makes `document.body` that
 * image and `<input name="childNodes">` does the same to its form, in an isolated world too. The prototypes' own
 * accessors don't know of names.
 */
const live = {
	/** @type {(node: Node) => Iterable<Node>} */
	childNodes: accessor(Node.prototype, "childNodes"),
	/** @type {(node: Node) => string} */
	baseUrl: accessor(Node.prototype, "baseURI"),
	/** @type {(node: Node) => string | null} */
	text: accessor(Node.prototype, "nodeValue"),
	/** @type {(node: Node) => number} */
	nodeType: accessor(Node.prototype, "nodeType"),
	/** @type {(element: Element) => string} */
	name: accessor(Element.prototype, "localName"),
	/** @type {(element: Element) => string | null} */
	namespace: accessor(Element.prototype, "namespaceURI"),
	/** @type {(node: Node) => Document | null} */
	document: accessor(Node.prototype, "ownerDocument"),
	/** @type {(element: Element) => NamedNodeMap} */
	attributes: accessor(Element.prototype, "attributes"),
	/** @type {(element: Element) => ShadowRoot | null} */
	shadowRoot: accessor(Element.prototype, "shadowRoot"),
	/** @type {(node: Node) => Element | null} */
	parent: accessor(Node.prototype, "parentElement"),
	/** @type {(node: Node) => Node | null} */
	firstChild: accessor(Node.prototype, "firstChild"),
	/** @type {(parent: Node, child: Node) => void} */
	removeChild: method(Node.prototype, "removeChild"),
	/** @type {(element: Element) => Element | null} */
	previous: accessor(Element.prototype, "previousElementSibling"),
	/** @type {(document: Document) => string} */
	contentType: accessor(Document.prototype, "contentType"),
	/** @type {(node: Node) => string | null} */
	textContent: accessor(Node.prototype, "textContent"),
	/** @type {(element: Element) => string} */
	innerHtml: accessor(Element.prototype, "innerHTML"),
	/** @type {(element: Element) => string} */
	outerHtml: accessor(Element.prototype, "outerHTML"),
	/** @type {(document: Document) => Element | null} */
	root: accessor(Document.prototype, "documentElement"),
	/** @type {(document: Document) => DOMImplementation} */
	implementation: accessor(Document.prototype, "implementation"),
	/** @type {(document: Document) => DocumentType | null} */
	doctype: accessor(Document.prototype, "doctype"),
	/** @type {(document: Document, selector: string) => Iterable<Element>} */
	select: method(Document.prototype, "querySelectorAll"),
	/** @type {(element: Element, selector: string) => Iterable<Element>} */
	selectIn: method(Element.prototype, "querySelectorAll"),
	/** @type {(element: Element, selector: string) => Element | null} */
	find: method(Element.prototype, "querySelector"),
	/** @type {(element: Element, name: string) => string | null} */
	attribute: method(Element.prototype, "getAttribute"),
	/** @type {(element: Element, options: CheckVisibilityOptions) => boolean} */
	isShown: method(Element.prototype, "checkVisibility"),
	/** @type {(element: Element) => DOMRect} */
	box: method(Element.prototype, "getBoundingClientRect"),
};

/**
 * Whether it is an HTML element of a name. Each frame has its own classes of elements, so `instanceof` can't tell.
 * @param {Element} element
 * @param {string} name
 */
function isHtml(element, name) {
	return live.name(element) === name && live.namespace(element) === "http://www.w3.org/1999/xhtml";
}

/**
 * @param {object} prototype
 * @param {string} name
 */
function accessor(prototype, name) {
	const read = Object.getOwnPropertyDescriptor(prototype, name)?.get;
	if (read === undefined) throw new Error(`no ${name}`);
	return (/** @type {unknown} */ object) => read.call(object);
}

/**
 * @param {object} prototype
 * @param {string} name
 */
function method(prototype, name) {
	const call = Object.getOwnPropertyDescriptor(prototype, name)?.value;
	return (/** @type {unknown} */ object, /** @type {unknown[]} */ ...args) => call.call(object, ...args);
}
