/**
 * An element as Markdown is made of it: the HTML of what is seen; of a whole document that is Chrome's own view of
 * something else, its source.
 * @param {Element} element
 * @param {number} most characters of it
 * @param {boolean} includesHidden
 */
function readElement(element, most, includesHidden) {
	const isRoot = element === live.root(document);
	const source = isRoot ? pageSource(document) : undefined;
	const drawing = isRoot ? drawingCopy(document) : undefined;
	const baseUrl = live.baseUrl(element);
	if (source !== undefined) return { ...cut(source.text, most), baseUrl, type: source.type };
	if (drawing !== undefined) return { ...cut(seenCopy(drawing).body.innerHTML, most), baseUrl };
	return { ...cut(seenHtml(element, includesHidden), most), baseUrl };
}

/**
 * @param {string} text
 * @param {number} most
 */
function cut(text, most) {
	return { text: text.slice(0, most), length: text.length };
}

/**
 * The HTML of an element with its open shadow roots in place, without what nobody sees unless that is wanted; the element
 * itself is what was asked for. It is read in a copy in which nothing runs or loads.
 * @param {Element} element
 * @param {boolean} includesHidden
 */
function seenHtml(element, includesHidden) {
	const inert = live.implementation(document).createHTMLDocument("");
	const copy = inert.importNode(element, false);
	const root = live.root(document) ?? element;
	/** @type {Node[]} */
	const unseen = [];
	/** @type {{ node: Element, twin: Node, around: Sight | undefined }[]} */
	const waiting = [
		{ node: element, twin: copy, around: includesHidden ? undefined : new Sight(root, undefined) },
	];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		const { node, twin, around } = next;
		for (const child of composedChildren(node)) {
			const other = twinOf(child, inert);
			twin.appendChild(other);
			if (live.nodeType(child) === Node.TEXT_NODE) {
				const isBlank = (live.text(child) ?? "").trim() === "";
				if (around !== undefined && !around.hasText && !isBlank) unseen.push(other);
			} else if (live.nodeType(child) === Node.ELEMENT_NODE) {
				const inner = /** @type {Element} */ (child);
				const sight = judge(inner, around);
				if (sight === "unseen") unseen.push(other);
				else waiting.push({ node: inner, twin: other, around: sight });
			}
		}
	}
	for (const each of unseen) removeWithShell(each);
	return live.outerHtml(copy);
}

/**
 * A node of the copy without what is in it: in place of a frame whose content is written in the page, a plain element,
 * since an iframe's content is text to readers of HTML.
 * @param {Node} node
 * @param {Document} inert
 */
function twinOf(node, inert) {
	if (live.nodeType(node) !== Node.ELEMENT_NODE) return inert.importNode(node, false);
	const element = /** @type {Element} */ (node);
	if (framedBody(element) !== undefined) return inert.createElement("div");
	const twin = inert.importNode(element, false);
	const media =
		live.attribute(element, "src") === null ? mediaAddress(element, live.baseUrl(element)) : undefined;
	if (media !== undefined) twin.setAttribute("src", media);
	return twin;
}
