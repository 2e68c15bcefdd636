/** Readability's time grows faster than the page. */
const MOST_READABLE_ELEMENTS = 40_000;
/** Less than this is rather a caption that Readability mistook for the article. */
const LEAST_TEXT = 140;

const BESIDE_THE_CONTENT = [
	"nav, aside, dialog, footer:not(article footer), header:not(article header, main header)",
	"[role=navigation], [role=banner], [role=contentinfo], [role=complementary], [role=search]",
	"[role=dialog], [role=alertdialog], [role=menu], [aria-modal=true]",
	".ad, .ads, .advert, .advertisement, .sidebar, .cookie-banner, .breadcrumb, .breadcrumbs, .skip-link",
].join(", ");

/** What is left of an element when it is cleaned. */
const KEPT_ATTRIBUTES = new Set(
	(
		"alt align alttext checked cite colspan controls datetime dir display href lang poster reversed rowspan scope span src start value " +
		"title type data-lang data-language"
	).split(" "),
);

/**
 * The page's main content as clean HTML: the article that Readability finds, or all but what is beside the content.
 * @param {Document} copy
 */
function mainContent(copy) {
	return cleanHtml(readableArticle(copy) ?? withoutBoilerplate(copy));
}

/** @param {Document} copy */
function readableArticle(copy) {
	const scratch = /** @type {Document} */ (copy.cloneNode(true));
	try {
		makeHeadingsPlain(scratch);
		const article = new Readability(scratch, {
			keepClasses: true,
			maxElemsToParse: MOST_READABLE_ELEMENTS,
			serializer: (element) => element,
		}).parse();
		if (article?.content == null || visibleText(article.content).length < LEAST_TEXT) return undefined;
		restoreTitle(copy, article.content, article.title ?? "");
		return article.content;
	} catch {
		// It gives up on pages that are too big, and is not written for every document there is.
		return undefined;
	}
}

/**
 * Readability leaves the heading out that is the title; without it the article has lost its own.
 * @param {Document} copy
 * @param {Element} content
 * @param {string} title
 */
function restoreTitle(copy, content, title) {
	if (content.querySelector("h1") !== null) return;
	const headings = [...copy.querySelectorAll("h1")].map(visibleText).filter((text) => text !== "");
	const heading = headings.find((text) => title.includes(text) || text.includes(title)) ?? headings[0];
	if (heading === undefined) return;
	const [first] = content.querySelectorAll("h2, h3");
	if (first !== undefined && visibleText(first) === heading) first.remove();
	const restored = content.ownerDocument.createElement("h1");
	restored.textContent = heading;
	content.prepend(restored);
}

/** @param {Document} copy */
function withoutBoilerplate(copy) {
	const scratch = /** @type {Document} */ (copy.cloneNode(true));
	const mains = scratch.querySelectorAll("main, [role=main]");
	const content = mains.length === 1 && mains[0] !== undefined ? mains[0] : scratch.body;
	for (const element of content.querySelectorAll(BESIDE_THE_CONTENT)) element.remove();
	return visibleText(content) === "" ? copy.body : content;
}

/**
 * The HTML of an element's content without scripts, styles, classes and whatever else is not for readers.
 * @param {Element} element
 */
function cleanHtml(element) {
	const clean = /** @type {Element} */ (element.cloneNode(true));
	for (const unread of clean.querySelectorAll("script, link, meta, title, source:not([src])"))
		unread.remove();
	for (const each of clean.querySelectorAll("*")) {
		const language = /(?:^|\s)((?:language-|lang-|highlight-)[\w+#.-]+)/.exec(each.className)?.[1];
		for (const { name } of [...each.attributes]) if (!KEPT_ATTRIBUTES.has(name)) each.removeAttribute(name);
		if (language !== undefined) each.className = language;
	}
	return clean.innerHTML.trim();
}

/** @param {Node} node */
function visibleText(node) {
	return (node.textContent ?? "").replaceAll(/\s+/g, " ").trim();
}
