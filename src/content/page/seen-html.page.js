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
	return { ...cut(includesHidden ? live.outerHtml(element) : seenHtml(element), most), baseUrl };
}

/**
 * @param {string} text
 * @param {number} most
 */
function cut(text, most) {
	return { text: text.slice(0, most), length: text.length };
}

/**
 * The HTML of an element without what nobody sees in it; the element itself is what was asked for. It is read in a copy
 * in which nothing runs or loads.
 * @param {Element} element
 */
function seenHtml(element) {
	const copy = live.implementation(document).createHTMLDocument("").importNode(element, true);
	const root = live.root(document) ?? element;
	/** @type {Node[]} */
	const unseen = [];
	/** @type {{ node: Node, twin: Node, around: Sight }[]} */
	const waiting = [{ node: element, twin: copy, around: new Sight(root, undefined) }];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		const { node, twin, around } = next;
		const twins = [...live.childNodes(twin)];
		for (const [index, child] of [...live.childNodes(node)].entries()) {
			const other = twins[index];
			if (other === undefined) break;
			if (live.nodeType(child) === Node.TEXT_NODE && (live.text(child) ?? "").trim() !== "") {
				if (!around.hasText) unseen.push(other);
			} else if (live.nodeType(child) === Node.ELEMENT_NODE) {
				const sight = judge(/** @type {Element} */ (child), around);
				if (sight === "unseen") unseen.push(other);
				else if (sight !== undefined) waiting.push({ node: child, twin: other, around: sight });
			}
		}
	}
	for (const each of unseen) removeWithShell(each);
	return live.outerHtml(copy);
}
