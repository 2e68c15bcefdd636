const MOST_SOURCE = 3_000_000;
const MOST_SVG_TEXTS = 5000;

/**
 * What was sent, where the document is Chrome's own view of it: of plain text, JSON, and XML without a style.
 * @param {Document} page
 */
function pageSource(page) {
	const type = live.contentType(page);
	const root = live.root(page);
	if (root === null || /^(?:text\/html|application\/xhtml\+xml|image\/.*)$/.test(type)) return undefined;
	const isXml = /(?:[/+]xml)$/.test(type);
	const [view] = live.select(page, isXml ? "#webkit-xml-viewer-source-xml" : "body > pre");
	if (view === undefined)
		return !isXml && live.find(root, "body > *") === null ? { type, text: "" } : undefined;
	const text = isXml ? live.innerHtml(view) : (live.textContent(view) ?? "");
	return { type, text: text.slice(0, MOST_SOURCE) };
}

/**
 * A document with a source as its only content.
 * @param {Document} page
 * @param {string} source
 */
function sourceCopy(page, source) {
	const copy = live.implementation(page).createHTMLDocument("");
	const pre = copy.createElement("pre");
	pre.textContent = source;
	copy.body.append(pre);
	return copy;
}

/**
 * A document with the text of a drawing, and its links; `undefined` for what is none.
 * @param {Document} page
 */
function drawingCopy(page) {
	const root = live.root(page);
	if (root === null || live.name(root) !== "svg") return undefined;
	const copy = live.implementation(page).createHTMLDocument("");
	const [title] = live.select(page, "svg > title");
	copy.title = title === undefined ? "" : (live.textContent(title) ?? "").trim().slice(0, MOST_TITLE);
	const texts = [...live.select(page, "desc, text")].slice(0, MOST_SVG_TEXTS);
	for (const text of texts.filter(isDrawn)) {
		const line = copy.createElement("p");
		line.textContent = (live.textContent(text) ?? "").slice(0, MOST_ATTRIBUTE);
		copy.body.append(line);
	}
	for (const link of [...live.select(page, "a")].slice(0, MOST_SVG_TEXTS))
		copy.body.append(drawnLink(link, copy, live.baseUrl(page)));
	return copy;
}

/**
 * Whether a text of a drawing is seen, which it is not in a group that is hidden, nor where it is only defined.
 * @param {Element} text
 */
function isDrawn(text) {
	if (live.name(text) === "desc") return true;
	const { width, height } = live.box(text);
	return (
		(width > 0 || height > 0) &&
		live.isShown(text, { opacityProperty: true, visibilityProperty: true }) &&
		new Sight(text, undefined).hasText
	);
}

/**
 * A link of a drawing, which shows nothing in its copy.
 * @param {Element} link
 * @param {Document} copy
 * @param {string} baseUrl
 */
function drawnLink(link, copy, baseUrl) {
	const made = copy.createElement("a");
	const href = live.attribute(link, "href") ?? live.attribute(link, "xlink:href") ?? "";
	const address = absoluteAddress(href, baseUrl);
	if (address !== undefined) made.setAttribute("href", address);
	made.setAttribute(UNSEEN, "");
	return made;
}
