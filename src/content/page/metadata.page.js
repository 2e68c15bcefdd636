/** @param {Document} copy */
function pageMetadata(copy) {
	const named = namedMeta(copy);
	const first = (/** @type {string[]} */ ...names) => names.map((name) => named[name]).find((value) => value);
	const root = copy.documentElement;
	return {
		title: pageTitle(copy) || (first("og:title", "twitter:title") ?? ""),
		description: first("description", "og:description", "twitter:description"),
		language: root.getAttribute("lang") ?? first("content-language", "og:locale"),
		canonical: linkAddresses(copy, "canonical")[0],
		favicon: linkAddresses(copy, "icon")[0],
		siteName: first("og:site_name", "application-name"),
		author: first("author", "article:author"),
		publishedTime: first("article:published_time", "date"),
		keywords: first("keywords"),
		robots: first("robots"),
		openGraph: withAddresses(withPrefix(named, "og:"), live.baseUrl(document)),
		openGraphImages: openGraphImages(copy),
		twitter: withPrefix(named, "twitter:"),
	};
}

/** @param {Document} copy */
function pageTitle(copy) {
	const title = copy.querySelector("title");
	return title === null ? "" : visibleText(title).slice(0, 2000);
}

/**
 * The page's `<meta>` by name, property or HTTP header; the first of each.
 * @param {Document} copy
 */
function namedMeta(copy) {
	/** @type {Record<string, string>} */
	const named = Object.create(null);
	for (const meta of [...copy.querySelectorAll("meta[content]")].slice(0, 500)) {
		const name =
			meta.getAttribute("property") ?? meta.getAttribute("name") ?? meta.getAttribute("http-equiv");
		const key = name?.trim().toLowerCase().slice(0, 100) ?? "";
		const value = (meta.getAttribute("content") ?? "").trim().slice(0, 2000);
		if (key !== "" && value !== "") named[key] ??= value;
	}
	return named;
}

/**
 * All images that the page gives for itself, absolute.
 * @param {Document} copy
 */
function openGraphImages(copy) {
	const metas = [...copy.querySelectorAll('meta[property="og:image" i], meta[property="og:image:url" i]')];
	const addresses = metas.map((meta) =>
		absoluteAddress(meta.getAttribute("content") ?? "", live.baseUrl(document)),
	);
	return distinctAddresses(addresses.map((address) => address ?? null)).slice(0, 50);
}

/**
 * @param {Readonly<Record<string, string>>} properties
 * @param {string} baseUrl
 */
function withAddresses(properties, baseUrl) {
	const isAddress = /^(?:url|(?:image|video|audio)(?::(?:url|secure_url))?)$/;
	const entries = Object.entries(properties).map(([name, value]) => [
		name,
		isAddress.test(name) ? (absoluteAddress(value, baseUrl) ?? value) : value,
	]);
	return Object.fromEntries(entries);
}

/**
 * @param {Document} copy
 * @param {string} relation
 */
function linkAddresses(copy, relation) {
	const links = [...copy.querySelectorAll(`link[rel~="${relation}" i][href]`)];
	return links.map((link) => link.getAttribute("href") ?? "").slice(0, 20);
}

/**
 * @param {Readonly<Record<string, string>>} named
 * @param {string} prefix
 */
function withPrefix(named, prefix) {
	const entries = Object.entries(named).filter(([name]) => name.startsWith(prefix));
	return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), value]));
}
