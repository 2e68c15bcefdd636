const MOST_HEADINGS = 1000;
/** Elements around a heading that are looked at, and nodes and characters of what is in them beside it. */
const MOST_WRAPPERS = 3;
const MOST_NODES_BESIDE = 40;
const MOST_TEXT_BESIDE = 60;

/**
 * Makes a document's headings such as Readability keeps: it drops buttons, which are an accordion's questions, and what
 * is short and links, such as a heading with its "edit"; and it takes classes with "head" for those of a page's head.
 * @param {Document} scratch
 */
function makeHeadingsPlain(scratch) {
	for (const control of scratch.querySelectorAll(".mw-editsection, a.headerlink, a.hash-link"))
		control.remove();
	const named = [...scratch.querySelectorAll("[role=heading]:not(h1, h2, h3, h4, h5, h6)")];
	for (const element of named.slice(0, MOST_HEADINGS)) renameToHeading(element);
	const folding = [...scratch.querySelectorAll("button[aria-expanded]:not([aria-haspopup])")];
	for (const button of folding.slice(0, MOST_HEADINGS)) if (isQuestion(button)) renameToParagraph(button);
	const titles = scratch.querySelectorAll("h1, h2, h3, h4, h5, h6, dt, summary");
	for (const title of [...titles].slice(0, MOST_HEADINGS)) {
		for (const button of title.querySelectorAll("button")) button.replaceWith(...button.childNodes);
		if (!/^h[1-6]$/.test(title.localName)) continue;
		if (/head/i.test(`${title.className} ${title.id}`)) {
			title.removeAttribute("class");
			title.removeAttribute("id");
		}
		leaveWrappers(title);
	}
}

/**
 * Whether a button that folds something in is what an accordion shows of it, rather than the page's menu.
 * @param {Element} button
 */
function isQuestion(button) {
	if (button.closest("h1, h2, h3, h4, h5, h6, dt, summary, nav, header, form, [role=navigation]") !== null)
		return false;
	return button.hasAttribute("aria-controls") || button.nextElementSibling !== null;
}

/** @param {Element} button */
function renameToParagraph(button) {
	const paragraph = button.ownerDocument.createElement("p");
	paragraph.append(...button.childNodes);
	button.replaceWith(paragraph);
}

/** @param {Element} element */
function renameToHeading(element) {
	const level = Number(element.getAttribute("aria-level"));
	const heading = element.ownerDocument.createElement(`h${level >= 1 && level <= 6 ? Math.floor(level) : 2}`);
	heading.append(...element.childNodes);
	element.replaceWith(heading);
}

/**
 * Puts a heading before the elements that hold little but it.
 * @param {Element} heading
 */
function leaveWrappers(heading) {
	for (let left = MOST_WRAPPERS; left > 0; left -= 1) {
		const wrapper = heading.parentElement;
		if (wrapper === null || !/^(?:div|header|span)$/.test(wrapper.localName)) return;
		if (wrapper.firstElementChild !== heading || !hasLittleBeside(wrapper, heading)) return;
		wrapper.before(heading);
		if (wrapper.firstElementChild === null && visibleText(wrapper) === "") wrapper.remove();
	}
}

/**
 * @param {Element} wrapper
 * @param {Element} heading
 */
function hasLittleBeside(wrapper, heading) {
	let nodes = 0;
	let characters = 0;
	const walker = wrapper.ownerDocument.createTreeWalker(wrapper, NodeFilter.SHOW_ALL, (node) =>
		node === heading ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
	);
	for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
		nodes += 1;
		characters += (node.nodeValue ?? "").trim().length;
		if (nodes > MOST_NODES_BESIDE || characters > MOST_TEXT_BESIDE) return false;
		// An element with paragraphs or pictures is a section. Its heading stays in it.
		if (node instanceof Element && node.matches("p, img, ul, ol, table, pre, blockquote")) return false;
	}
	return true;
}
