const MOST_NODES = 150_000;
/** Characters of the body; what is in the head must not use up what readers are after. */
const MOST_TEXT = 3_000_000;
const MOST_TITLE = 2000;
const MOST_JSON_LD = 2_000_000;
const MOST_DEPTH = 250;
const MOST_ATTRIBUTE = 10_000;

/** Not content; and forms' values, which may be secret. */
const UNCOPIED = new Set(
	(
		"applet base canvas datalist embed input noembed noframes noscript object select style svg " +
		"template textarea"
	).split(" "),
);

/** Attributes that would run, load or name something, and what the copy resolves by itself. */
const UNCOPIED_ATTRIBUTE =
	/^(?:on.*|nonce|name|srcset|srcdoc|action|formaction|ping|integrity|slot|is|data-berth-unseen)$/;

const ADDRESSES = new Set(["href", "src", "poster", "cite", "data", "itemid"]);

/**
 * A copy of the document that is inert, so that nothing in it runs or loads, and honest: no element in it hides a
 * property of its form or its document. Open shadow roots are part of it, in place; addresses in it are absolute. The
 * document itself is left as it is. Of a giant one, the beginning.
 * @param {Document} page
 * @param {boolean} marksUnseen whether what nobody sees is marked with {@link UNSEEN}
 */
function copyPage(page, marksUnseen) {
	const baseUrl = live.baseUrl(page);
	const copy = live.implementation(page).createHTMLDocument("");
	while (copy.firstChild !== null) copy.firstChild.remove();
	const left = { nodes: MOST_NODES, text: MOST_TEXT, title: MOST_TITLE, script: MOST_JSON_LD };
	const root = live.root(page);
	/** @type {{ node: Node, into: Node, depth: number, around: Sight | undefined }[]} */
	const waiting = [];
	if (root !== null) {
		const around = marksUnseen ? new Sight(root, undefined) : undefined;
		waiting.push({ node: root, into: copy, depth: 0, around });
	}
	for (let next = waiting.pop(); next !== undefined && left.nodes > 0; next = waiting.pop()) {
		const { node, into, depth, around } = next;
		left.nodes -= 1;
		if (live.nodeType(node) === Node.TEXT_NODE) {
			const share = into.nodeName === "TITLE" ? "title" : into.nodeName === "SCRIPT" ? "script" : "text";
			const text = (live.text(node) ?? "").slice(0, left[share]);
			left[share] -= text.length;
			const isUnseen = around !== undefined && text.trim() !== "" && !around.hasText;
			into.appendChild(isUnseen ? unseenText(copy, text) : copy.createTextNode(text));
		} else if (live.nodeType(node) === Node.ELEMENT_NODE) {
			const element = /** @type {Element} */ (node);
			if (live.name(element) === "svg")
				for (const link of drawnLinks(element, copy, baseUrl)) into.appendChild(link);
			const made = copyElement(element, copy, baseUrl);
			if (made === undefined) continue;
			into.appendChild(made);
			const sight = judge(element, around);
			if (sight === "unseen") made.setAttribute(UNSEEN, "");
			if (made.localName === "math") {
				const text = texOf(element).slice(0, Math.min(MOST_ATTRIBUTE, left.text));
				left.text -= text.length;
				made.textContent = text;
				continue;
			}
			const inside = depth < MOST_DEPTH ? made : into;
			const children = composedChildren(element).slice(0, left.nodes);
			for (const child of children.toReversed())
				waiting.push({
					node: child,
					into: inside,
					depth: depth + 1,
					around: sight === "unseen" ? undefined : sight,
				});
		}
	}
	if (copy.documentElement === null) copy.append(copy.createElement("html"));
	if (copy.body === null) copy.documentElement.append(copy.createElement("body"));
	return copy;
}

/**
 * @param {Document} copy
 * @param {string} text
 */
function unseenText(copy, text) {
	const span = copy.createElement("span");
	span.setAttribute(UNSEEN, "");
	span.append(text);
	return span;
}

/**
 * @param {Element} element
 * @param {Document} copy
 * @param {string} baseUrl
 */
function copyElement(element, copy, baseUrl) {
	const name = live.name(element);
	const isCheckbox = name === "input" && live.attribute(element, "type") === "checkbox";
	if ((UNCOPIED.has(name) && !isCheckbox) || isFormulaAgain(element)) return undefined;
	if (name === "script" && !isJsonLd(element)) return undefined;
	if (isFormulaImage(element)) return createElement(copy, "math");
	if (name === "frame") return frameLink(element, copy, baseUrl);
	const isPart = /^(?:form|frameset)$/.test(name) || framedBody(element) !== undefined;
	const isBody = name === "frameset" && copy.body === null;
	const made = createElement(copy, isBody ? "body" : isPart ? "div" : name);
	for (const { name: attribute, value } of live.attributes(element)) {
		if (name === "meta" && attribute === "name") made.setAttribute(attribute, value);
		// MediaWiki hides a formula's MathML and shows an image of it.
		const isHidingFormula =
			attribute === "style" && /\bmwe-math-mathml/.test(live.attribute(element, "class") ?? "");
		if (isHidingFormula || UNCOPIED_ATTRIBUTE.test(attribute)) continue;
		const copied = ADDRESSES.has(attribute)
			? absoluteAddress(value, baseUrl)
			: value.slice(0, MOST_ATTRIBUTE);
		if (copied === undefined) continue;
		try {
			made.setAttribute(attribute, copied);
		} catch {
			// The parser takes names that the DOM does not.
		}
	}
	const media = made.hasAttribute("src") ? undefined : mediaAddress(element, baseUrl);
	if (media !== undefined) made.setAttribute("src", media);
	if (isHtml(element, "img")) {
		const source = imageAddress(/** @type {HTMLImageElement} */ (element), baseUrl);
		if (source !== undefined) made.setAttribute("src", source);
	}
	return made;
}

/**
 * Whether a script is JSON-LD; its type may have parameters, such as a charset.
 * @param {Element} script
 */
function isJsonLd(script) {
	const [type = ""] = (live.attribute(script, "type") ?? "").split(";", 1);
	return type.trim().toLowerCase() === "application/ld+json";
}

/**
 * Whether it shows a formula once more whose MathML is before it, as KaTeX and MediaWiki do.
 * @param {Element} element
 */
function isFormulaAgain(element) {
	const isShown = /(?:^|\s)katex-html(?:\s|$)/.test(live.attribute(element, "class") ?? "");
	if (!isShown && !isFormulaImage(element)) return false;
	const previous = live.previous(element);
	return previous !== null && live.find(previous, "math") !== null;
}

/** @param {Element} element */
function isFormulaImage(element) {
	const className = live.attribute(element, "class") ?? "";
	return (
		live.name(element) === "img" &&
		/(?:^|\s)(?:mwe-math-fallback-image|latex(?:\s|$))/.test(className) &&
		live.attribute(element, "alt") !== null
	);
}

/**
 * A formula's TeX where the page says it, else its text; of an image its alternative text.
 * @param {Element} math
 */
function texOf(math) {
	if (live.name(math) === "img") return live.attribute(math, "alt") ?? "";
	const annotation = live.find(math, "annotation[encoding*=tex i]");
	return (annotation?.textContent ?? live.attribute(math, "alttext") ?? math.textContent ?? "").trim();
}

/**
 * @param {Document} copy
 * @param {string} name
 */
function createElement(copy, name) {
	try {
		return copy.createElement(name);
	} catch {
		return copy.createElement("span");
	}
}

/**
 * What is shown inside an element: of its shadow root, where it has one, and what is put in its slots.
 * @param {Element} element
 * @returns {Node[]}
 */
function composedChildren(element) {
	const framed = framedBody(element);
	if (framed !== undefined) return [...live.childNodes(framed)];
	const shadowRoot = live.shadowRoot(element);
	if (shadowRoot !== null) return [...live.childNodes(shadowRoot)];
	if (isHtml(element, "slot")) {
		const assigned = /** @type {HTMLSlotElement} */ (element).assignedNodes();
		if (assigned.length > 0) return assigned;
	}
	return [...live.childNodes(element)];
}

/**
 * Of a sound or a video, the first of its sources.
 * @param {Element} element
 * @param {string} baseUrl
 */
function mediaAddress(element, baseUrl) {
	if (!/^(?:audio|video)$/.test(live.name(element))) return undefined;
	const source = live.find(element, "source[src]");
	return absoluteAddress((source && live.attribute(source, "src")) ?? "", baseUrl);
}

/**
 * The image that is shown; one that is still to be loaded, by the attributes that scripts for that use.
 * @param {HTMLImageElement} image
 * @param {string} baseUrl
 */
function imageAddress(image, baseUrl) {
	const late = ["data-src", "data-lazy-src", "data-original"].map((name) => live.attribute(image, name));
	const sets = ["data-srcset", "data-lazy-srcset", "srcset"].map((name) => live.attribute(image, name));
	const first = sets.map((set) => /^[\s,]*(\S+)/.exec(set ?? "")?.[1]?.replace(/,$/, ""));
	const shown = image.currentSrc || live.attribute(image, "src");
	// A stand-in for an image that is to come has a pixel.
	const candidates = image.naturalWidth > 1 ? [shown, ...late, ...first] : [...late, shown, ...first];
	for (const candidate of candidates) {
		const address = absoluteAddress(candidate ?? "", baseUrl);
		if (address?.startsWith("http")) return address;
	}
	return undefined;
}

/**
 * @param {string} address
 * @param {string} baseUrl
 */
function absoluteAddress(address, baseUrl) {
	const url = address.trim() === "" ? null : URL.parse(address.trim().slice(0, MOST_ATTRIBUTE), baseUrl);
	return url !== null && /^(?:https?|mailto|tel|urn):$/.test(url.protocol) ? url.href : undefined;
}
