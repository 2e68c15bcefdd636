/** Characters of a frame's name. */
const MOST_NAME = 500;
/** How many frames may be around one whose content is read. */
const MOST_AROUND = 9;

const contentDocument = accessor(HTMLIFrameElement.prototype, "contentDocument");

/**
 * What a frame shows whose content is written in the page itself.
 * @param {Element} element
 * @returns {Element | undefined}
 */
function framedBody(element) {
	if (!isHtml(element, "iframe") || live.attribute(element, "srcdoc") === null || isDeep(element))
		return undefined;
	const page = /** @type {Document | null} */ (contentDocument(element));
	return page === null ? undefined : [...live.select(page, "body")][0];
}

/**
 * Whether so many frames are around an element that one in it is not read.
 * @param {Element} element
 */
function isDeep(element) {
	let view = live.document(element)?.defaultView;
	for (let around = 0; around < MOST_AROUND; around += 1) {
		const frame = view?.frameElement;
		if (frame === null || frame === undefined) return false;
		view = live.document(frame)?.defaultView;
	}
	return view?.frameElement !== null;
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
	const name = live.attribute(frame, "title") ?? live.attribute(frame, "name") ?? address;
	link.textContent = name.slice(0, MOST_NAME);
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
