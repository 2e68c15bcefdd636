const MOST_ITEMS = 300;
const MOST_PROPERTIES = 3000;
const DEEPEST_ITEM = 10;

/**
 * The page's microdata, by the HTML standard's algorithm, with `itemref`. An item that is in itself is left out there.
 * @param {Document} copy
 */
function microdata(copy) {
	const left = { properties: MOST_PROPERTIES };
	return [...copy.querySelectorAll("[itemscope]:not([itemprop])")]
		.slice(0, MOST_ITEMS)
		.map((item) => microdataItem(item, [], left));
}

/**
 * @param {Element} item
 * @param {readonly Element[]} ancestors
 * @param {{ properties: number }} left
 * @returns {MicrodataItem}
 */
function microdataItem(item, ancestors, left) {
	/** @type {Record<string, (string | MicrodataItem)[]>} */
	const properties = Object.create(null);
	const path = [...ancestors, item];
	for (const element of itemProperties(item)) {
		const isItem = element.hasAttribute("itemscope");
		if (left.properties <= 0 || (isItem && (path.includes(element) || path.length >= DEEPEST_ITEM))) continue;
		left.properties -= 1;
		const value = isItem ? microdataItem(element, path, left) : propertyValue(element);
		for (const name of words(element, "itemprop").slice(0, 5)) (properties[name] ??= []).push(value);
	}
	const id = item.getAttribute("itemid");
	return { type: words(item, "itemtype"), ...(id !== null && { id }), properties: { ...properties } };
}

/**
 * The elements that have a property of the item: in it or in what it refers to, but in no item further in.
 * @param {Element} item
 */
function itemProperties(item) {
	const referred = words(item, "itemref").map((id) => item.ownerDocument.getElementById(id));
	const waiting = [...referred, ...item.children].filter((element) => element !== null).toReversed();
	const seen = new Set([item]);
	const found = [];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		if (seen.has(next)) continue;
		seen.add(next);
		if (next.hasAttribute("itemprop")) found.push(next);
		if (!next.hasAttribute("itemscope"))
			waiting.push(...[...next.children].slice(0, MOST_PROPERTIES).toReversed());
		if (seen.size > MOST_PROPERTIES) break;
	}
	return found;
}

/** @param {Element} element */
function propertyValue(element) {
	const attributes = ["content", "href", "src", "datetime"];
	// On others, such as items and buttons, it is no value of a property.
	if (/^(?:data|meter)$/.test(element.localName)) attributes.push("value");
	const stated = attributes.map((name) => element.getAttribute(name)).find((value) => value !== null);
	return (stated ?? visibleText(element)).slice(0, 1000);
}

/**
 * @param {Element} element
 * @param {string} attribute
 */
function words(element, attribute) {
	return (element.getAttribute(attribute) ?? "")
		.split(/\s+/)
		.filter((word) => word !== "")
		.slice(0, 20);
}
