/*
 * What an element has as HTML alone, past what is named like it. All else is read by `live`.
 */
const htmlOnly = {
	/** @type {(element: Element) => string} */
	innerText: accessor(HTMLElement.prototype, "innerText"),
	/** @type {(element: Element) => number} */
	width: accessor(HTMLElement.prototype, "offsetWidth"),
	/** @type {(element: Element) => number} */
	height: accessor(HTMLElement.prototype, "offsetHeight"),
};

/**
 * The document as it is now, its doctype first; its length where that is over the limit.
 * @param {number} limit
 */
function documentHtml(limit) {
	let html = "";
	for (const node of live.childNodes(document))
		html += node instanceof Element ? live.outerHtml(node) : new XMLSerializer().serializeToString(node);
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
	for (const anchor of live.select(document, "a[href]")) {
		const { href } = /** @type {{ href: unknown }} */ (/** @type {unknown} */ (anchor));
		// In a picture of vectors it is an object.
		if (typeof href !== "string" || href === "" || links.has(href)) continue;
		if (live.attribute(anchor, "href")?.trim().startsWith("#")) continue;
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
		return live.select(document, selector);
	} catch {
		return undefined;
	}
}

/** @param {Element} element */
function scrapedElement(element) {
	const { top, left } = live.box(element);
	const isOfHtml = element instanceof HTMLElement;
	return {
		text: isOfHtml ? htmlOnly.innerText(element) : live.textContent(element),
		html: live.innerHtml(element),
		attributes: Array.from(live.attributes(element), ({ name, value }) => ({ name, value })),
		width: isOfHtml ? htmlOnly.width(element) : 0,
		height: isOfHtml ? htmlOnly.height(element) : 0,
		top,
		left,
	};
}
