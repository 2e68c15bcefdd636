/**
 * A property as its prototype has it: a form's fields, and the document's own, can be hidden by what is named like them.
 * @param {object} prototype
 * @param {string} name
 * @param {object} of
 */
function propertyOf(prototype, name, of) {
	return Object.getOwnPropertyDescriptor(prototype, name)?.get?.call(of);
}

/**
 * The document as it is now, its doctype first; its length where that is over the limit.
 * @param {number} limit
 */
function documentHtml(limit) {
	let html = "";
	/** @type {Node | null} */
	let node = propertyOf(Node.prototype, "firstChild", document);
	for (; node !== null; node = propertyOf(Node.prototype, "nextSibling", node))
		html +=
			node instanceof Element
				? propertyOf(Element.prototype, "outerHTML", node)
				: new XMLSerializer().serializeToString(node);
	return html.length > limit ? html.length : html;
}

/**
 * The addresses that the page's anchors lead to, each once, without those of places in the page itself.
 * @param {boolean} onlyVisible
 * @param {number} limit of characters
 */
function anchorAddresses(onlyVisible, limit) {
	/** @type {Set<string>} */
	const links = new Set();
	let length = 0;
	for (const anchor of Document.prototype.querySelectorAll.call(document, "a[href]")) {
		const { href } = /** @type {{ href: unknown }} */ (/** @type {unknown} */ (anchor));
		// In a picture of vectors it is an object.
		if (typeof href !== "string" || href === "" || links.has(href)) continue;
		if (anchor.getAttribute("href")?.trim().startsWith("#")) continue;
		if (onlyVisible && !isVisible(anchor)) continue;
		length += href.length;
		if (length > limit) break;
		links.add(href);
	}
	return [...links];
}

/** @param {Element} element */
function isVisible(element) {
	const { display, visibility, opacity, overflow } = getComputedStyle(element);
	return display !== "none" && visibility !== "hidden" && opacity !== "0" && overflow !== "hidden";
}

/**
 * What each selector finds; the one that is none; or how much it would be where that is over the limit.
 * @param {readonly string[]} selectors
 * @param {number} limit of characters
 */
function scrapedElements(selectors, limit) {
	let length = 0;
	const results = [];
	for (const selector of selectors) {
		const items = [];
		const found = findAll(selector);
		if (found === undefined) return { invalid: selector };
		for (const element of found) {
			const item = scrapedElement(element);
			length += JSON.stringify(item).length;
			if (length > limit) return { length };
			items.push(item);
		}
		results.push({ selector, results: items });
	}
	return { results };
}

/** @param {string} selector */
function findAll(selector) {
	try {
		return Document.prototype.querySelectorAll.call(document, selector);
	} catch {
		return undefined;
	}
}

/** @param {Element} element */
function scrapedElement(element) {
	const { top, left } = Element.prototype.getBoundingClientRect.call(element);
	const isHtml = element instanceof HTMLElement;
	const attributes = /** @type {NamedNodeMap} */ (propertyOf(Element.prototype, "attributes", element));
	return {
		text: isHtml
			? propertyOf(HTMLElement.prototype, "innerText", element)
			: propertyOf(Node.prototype, "textContent", element),
		html: propertyOf(Element.prototype, "innerHTML", element),
		attributes: Array.from(attributes, ({ name, value }) => ({ name, value })),
		width: isHtml ? propertyOf(HTMLElement.prototype, "offsetWidth", element) : 0,
		height: isHtml ? propertyOf(HTMLElement.prototype, "offsetHeight", element) : 0,
		top,
		left,
	};
}
