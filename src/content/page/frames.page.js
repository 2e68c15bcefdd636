const contentDocument = accessor(HTMLIFrameElement.prototype, "contentDocument");

/**
 * What a frame shows whose content is written in the page itself.
 * @param {Element} element
 * @returns {Element | undefined}
 */
function framedBody(element) {
	if (!(element instanceof HTMLIFrameElement) || live.attribute(element, "srcdoc") === null) return undefined;
	const page = /** @type {Document | null} */ (contentDocument(element));
	return page === null ? undefined : [...live.select(page, "body")][0];
}

/**
 * A link to the page in a frame of a frameset.
 * @param {Element} frame
 * @param {Document} copy
 * @param {string} baseUrl
 */
function frameLink(frame, copy, baseUrl) {
	const address = absoluteAddress(live.attribute(frame, "src") ?? "", baseUrl);
	if (address === undefined) return undefined;
	const link = copy.createElement("a");
	link.setAttribute("href", address);
	link.textContent = live.attribute(frame, "title") ?? live.attribute(frame, "name") ?? address;
	const line = copy.createElement("p");
	line.append(link);
	return line;
}

/**
 * The links of a drawing in a page, of which the drawing itself is not copied.
 * @param {Element} drawing
 * @param {Document} copy
 * @param {string} baseUrl
 */
function drawnLinks(drawing, copy, baseUrl) {
	return [...live.selectIn(drawing, "a")].slice(0, 1000).map((link) => drawnLink(link, copy, baseUrl));
}
