const MOST_STYLED = 1500;
const TRANSPARENT = "transparent";

/**
 * How the page looks: its icons, the colours that it states, and those and the fonts that it uses.
 * @param {Document} page
 * @param {Document} copy
 */
function branding(page, copy) {
	const { title, siteName, openGraph } = pageMetadata(copy);
	const themes = [...copy.querySelectorAll('meta[name="theme-color" i][content]')].slice(0, 10);
	const logo = [...copy.querySelectorAll("img[src]")].find(isLogo)?.getAttribute("src");
	return {
		title,
		siteName,
		logo: logo ?? undefined,
		image: openGraph["image"],
		icons: icons(copy),
		themeColors: themes.map((meta) => ({
			color: (meta.getAttribute("content") ?? "").slice(0, 100),
			media: meta.getAttribute("media")?.slice(0, 200),
		})),
		...usedStyles(page),
	};
}

/** @param {Element} image */
function isLogo(image) {
	const words = ["alt", "class", "id", "src"].map((name) => image.getAttribute(name) ?? "").join(" ");
	return /\blogo/i.test(words.slice(0, 4000)) || image.closest("[class*=logo i], [id*=logo i]") !== null;
}

/** @param {Document} copy */
function icons(copy) {
	const links = [...copy.querySelectorAll("link[rel][href]")];
	const icon = /(?:^|\s)(?:icon|apple-touch-icon|apple-touch-icon-precomposed|mask-icon|fluid-icon)(?:\s|$)/i;
	return links
		.filter((link) => icon.test(link.getAttribute("rel") ?? ""))
		.slice(0, 30)
		.map((link) => ({
			url: link.getAttribute("href") ?? "",
			rel: (link.getAttribute("rel") ?? "").toLowerCase().slice(0, 100),
			sizes: link.getAttribute("sizes")?.slice(0, 100),
			type: link.getAttribute("type")?.slice(0, 100),
		}));
}

/**
 * Colours by the area or the length of text that has them, fonts by the length of text.
 * @param {Document} page
 */
function usedStyles(page) {
	const backgrounds = new Tally();
	const texts = new Tally();
	const fonts = new Tally();
	const headingFonts = new Tally();
	const links = new Tally();
	const buttons = new Tally();
	for (const element of [...live.select(page, "body, body *")].slice(0, MOST_STYLED)) {
		const { width, height } = live.box(element);
		if (width === 0 || height === 0) continue;
		const style = getComputedStyle(element);
		const background = hexColor(style.backgroundColor);
		const color = hexColor(style.color);
		backgrounds.add(background, width * height);
		const name = live.name(element);
		if (name === "button" || live.attribute(element, "role") === "button") buttons.add(background, 1);
		const length = ownTextLength(element);
		if (length === 0) continue;
		const font = firstFont(style.fontFamily);
		texts.add(color, length);
		fonts.add(font, length);
		if (/^h[1-3]$/.test(name)) headingFonts.add(font, length);
		if (name === "a") links.add(color, length);
	}
	const [body] = live.select(page, "body");
	const root = live.root(page);
	const canvas = [body, root].map(
		(element) => element && hexColor(getComputedStyle(element).backgroundColor),
	);
	return {
		colorScheme: root === null ? undefined : getComputedStyle(root).colorScheme.slice(0, 100),
		colors: {
			// What has none at all is painted on white.
			background: canvas.find((color) => color !== undefined && color !== TRANSPARENT) ?? "#ffffff",
			text: texts.most(),
			link: links.most(),
			primary: buttons.most() ?? links.most(),
		},
		palette: [...new Set([...backgrounds.top(6), ...texts.top(6)])],
		fonts: { body: fonts.most(), heading: headingFonts.most(), all: fonts.top(8) },
	};
}

/** @param {Element} element */
function ownTextLength(element) {
	let length = 0;
	for (const node of live.childNodes(element))
		if (live.nodeType(node) === Node.TEXT_NODE) length += (live.text(node) ?? "").trim().length;
	return length;
}

/** @param {string} families */
function firstFont(families) {
	return (families.split(",")[0] ?? "")
		.trim()
		.replaceAll(/^["']|["']$/g, "")
		.slice(0, 100);
}

/**
 * Chrome computes most colours to `rgb()` or `rgba()`; those of other colour spaces stay as they are.
 * @param {string} color
 */
function hexColor(color) {
	const channels = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(color);
	if (channels === null) return color.slice(0, 100);
	if (Number(channels[4] ?? 1) === 0) return TRANSPARENT;
	const hex = channels.slice(1, 4).map((channel) => Number(channel).toString(16).padStart(2, "0"));
	return `#${hex.join("")}`;
}

/** Adds up weights, and knows what has most. */
class Tally {
	/** @type {Map<string, number>} */
	#weights = new Map();

	/**
	 * @param {string} name
	 * @param {number} weight
	 */
	add(name, weight) {
		if (name === "" || name === TRANSPARENT) return;
		this.#weights.set(name, (this.#weights.get(name) ?? 0) + weight);
	}

	/** @param {number} count */
	top(count) {
		const sorted = [...this.#weights].toSorted(([, one], [, other]) => other - one);
		return sorted.slice(0, count).map(([name]) => name);
	}

	most() {
		return this.top(1)[0];
	}
}
