/** Three of these make a message that still passes a Worker. */
const MOST_HTML = 3_000_000;

/**
 * What `wanted` names of the page, as plain data of bounded size. The page itself is only read.
 * @param {Document} page
 * @param {Wanted} wanted
 */
function harvest(page, wanted) {
	const isRead = wanted.main || wanted.html;
	const source = pageSource(page);
	const copy =
		source === undefined
			? (drawingCopy(page) ?? copyPage(page, isRead && !wanted.hidden))
			: sourceCopy(page, source.text);
	const seen = isRead ? seenCopy(copy) : copy;
	return {
		hasRoot: live.root(page) !== null,
		baseUrl: live.baseUrl(page).slice(0, 10_000),
		metadata: pageMetadata(copy),
		links: pageLinks(copy),
		images: pageImages(copy),
		...(wanted.structured && {
			structured: { jsonLd: jsonLdTexts(copy), microdata: microdata(copy), tables: dataTables(copy) },
		}),
		...(wanted.branding && { branding: branding(page, copy) }),
		...(source !== undefined && { source: { type: source.type, text: sendable(source.text) } }),
		...(wanted.main && { main: sendable(source === undefined ? mainContent(seen) : cleanHtml(seen.body)) }),
		...(wanted.html && { html: sendable(cleanHtml(seen.body)) }),
		...(wanted.rawHtml && { rawHtml: sendable(rawHtml(page)) }),
	};
}

/** @param {Document} page */
function rawHtml(page) {
	const root = live.root(page);
	const doctype = live.doctype(page);
	const prologue = doctype === null ? "" : new XMLSerializer().serializeToString(doctype);
	return prologue + (root === null ? "" : live.outerHtml(root));
}

/**
 * Control characters and halves of characters, which HTML has no use for, cost six bytes each on the way.
 * @param {string} html
 */
function sendable(html) {
	return html
		.slice(0, MOST_HTML)
		.replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "")
		.toWellFormed();
}
