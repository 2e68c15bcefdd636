/**
 * The HTML of an element without what nobody sees in it; the element itself is what was asked for. It is read in a copy
 * in which nothing runs or loads.
 * @param {Element} element
 * @param {number} most characters of it
 */
function seenHtml(element, most) {
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
	const html = live.outerHtml(copy);
	return { text: html.slice(0, most), length: html.length, baseUrl: live.baseUrl(element) };
}
