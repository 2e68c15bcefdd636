/**
 * The addresses that the page links to, in its order, each once.
 * @param {Document} copy
 */
function pageLinks(copy) {
	return distinctAddresses(
		[...copy.querySelectorAll("a[href], area[href]")].map((link) => link.getAttribute("href")),
	);
}

/**
 * The images that the page shows, in its order, each once.
 * @param {Document} copy
 */
function pageImages(copy) {
	const images = [...copy.querySelectorAll("img[src], video[poster]")];
	return distinctAddresses(images.map((image) => image.getAttribute("src") ?? image.getAttribute("poster")));
}

/** @param {readonly (string | null)[]} addresses */
function distinctAddresses(addresses) {
	const web = addresses.filter((address) => address?.startsWith("http") && address.length <= 2000);
	return [...new Set(/** @type {string[]} */ (web))].slice(0, 5000);
}
