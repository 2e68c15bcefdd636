/** Marks, in the copy, what nobody sees; no page's element has it there. */
const UNSEEN = "data-berth-unseen";

/** Never drawn, and not for readers anyway; of ruby, what is for those who can't show it. */
const UNJUDGED = new Set(
	"base head link meta noscript rp script source style template title track".split(" "),
);

/** Elements that show something without a text. */
const REPLACED = new Set("audio hr iframe img input math video".split(" "));

/** What holds the MathML of a formula that is shown in another way beside it. */
const HIDDEN_FORMULA = /(?:^|\s)(?:katex-mathml|mwe-math-mathml\S*|MJX_Assistive_MathML)(?:\s|$)/;

/** Nothing is left of it: for `clip-path`, and for `transform` that makes it flat. */
const NO_CIRCLE = /^(?:circle|ellipse)\(0(?:px|%)?[ )]/;
const INSET = /^inset\(([^()]*)\)$/;
const POLYGON = /^polygon\((?:evenodd, )?([^()]*)\)$/;
const MOST_CLIP = 300;
const FLATTENED = /^matrix\((?:0, 0,|[^,]+, [^,]+, 0, 0,)/;

const FAR_INDENT = -999;
/** Fainter than this, nobody makes out a text. */
const LEAST_OPACITY = 0.01;

/**
 * What a person sees of an element, by its computed style and that of the elements around it. Each is judged once, on the
 * way down, so that the time for a page grows as the page does.
 */
class Sight {
	#element;
	#style;
	#around;
	/** Whether an element around it cuts off what is outside; and whether that leaves nothing. `static`: not of all in it. */
	#frame = /** @type {"none" | "static" | "positioned"} */ ("none");
	#isClipped = false;
	#isGone = false;
	/** It keeps its place in the viewport, however the page is scrolled. */
	#isFixed = false;
	/**
	 * Whether what is fixed in it keeps its place in the element instead.
	 * @type {boolean | undefined}
	 */
	#isAnchor;
	/** @type {boolean | undefined} */
	#isOff;

	/**
	 * @param {Element} element
	 * @param {Sight | undefined} around
	 */
	constructor(element, around) {
		this.#element = element;
		this.#style = getComputedStyle(element);
		this.#around = around;
		const name = live.name(element);
		const isShell = /^(?:html|body)$/.test(name);
		const { display, opacity, position } = this.#style;
		// The boxes of a frame's content are measured from the frame's corner, not the viewport's.
		if (name === "html" && live.document(element) !== document) this.#isAnchor = true;
		if (around !== undefined) {
			this.#beIn(around, position);
			const isPinned = position === "fixed" && !around.#holdsFixed;
			this.#isFixed = !isShell && (around.#isFixed || isPinned);
		}
		this.#isGone =
			around?.isGone === true ||
			display === "none" ||
			Number(opacity) < LEAST_OPACITY ||
			this.#isAway(display, position);
		if (!this.#isGone && !isShell) this.#cutOff(display, position);
	}

	/** Nothing of it is seen, nor of what is in it. */
	get isGone() {
		return this.#isGone;
	}

	/** Its text, and not that of elements in it. */
	get hasText() {
		return this.hasPicture && Number.parseFloat(this.#style.fontSize) > 0 && !this.#isIndentedAway;
	}

	/** What it shows where it is an image or the like. */
	get hasPicture() {
		if (this.#isGone || this.#isClipped || this.#style.visibility !== "visible") return false;
		this.#isOff ??= this.#frame === "none" && this.#isOut(live.box(this.#element));
		return !this.#isOff;
	}

	/** Each element is asked once, however many are fixed in it. */
	get #holdsFixed() {
		/** @type {Sight[]} */
		const unknown = [];
		/** @type {Sight | undefined} */
		let at = this;
		for (; at !== undefined && at.#isAnchor === undefined; at = at.#around) unknown.push(at);
		let isAnchor = at !== undefined && at.#isAnchor === true;
		for (const each of unknown.toReversed()) {
			isAnchor ||= anchorsFixed(each.#style);
			each.#isAnchor = isAnchor;
		}
		return isAnchor;
	}

	/** @param {DOMRect} box */
	#isOut(box) {
		return this.#isFixed ? isBeyondViewport(box) : isOffScreen(box);
	}

	get #isIndentedAway() {
		return Number.parseFloat(this.#style.textIndent) < FAR_INDENT;
	}

	/**
	 * What is placed by an element further out is not cut off by one that is no place for it.
	 * @param {Sight} around
	 * @param {string} position
	 */
	#beIn(around, position) {
		const leaves = position === "fixed" || (position === "absolute" && around.#frame === "static");
		if (leaves) return;
		this.#frame = around.#frame;
		this.#isClipped = around.#isClipped;
	}

	/**
	 * @param {string} display
	 * @param {string} position
	 */
	#isAway(display, position) {
		const { clip, clipPath, contentVisibility, filter, scale, transform } = this.#style;
		if (contentVisibility === "hidden") return true;
		if (display === "contents") return false;
		if (clipPath !== "none" && isClippedAway(clipPath)) return true;
		if (clip !== "auto" && /^(?:absolute|fixed)$/.test(position) && isEmptyRect(clip)) return true;
		if (filter !== "none" && /\bopacity\(0%?\)/.test(filter)) return true;
		return scale === "0" || (transform !== "none" && FLATTENED.test(transform));
	}

	/**
	 * @param {string} display
	 * @param {string} position
	 */
	#cutOff(display, position) {
		if (/^(?:inline|contents|table-.*)$/.test(display)) return;
		if (/^visible(?: visible)?$/.test(this.#style.overflow)) return;
		const box = live.box(this.#element);
		// What is in a frame that can be scrolled may come into view, unless the frame itself can't.
		const isBeyond = this.#isFixed && this.#frame === "none" && isBeyondViewport(box);
		this.#isClipped ||= box.width <= 1 || box.height <= 1 || isBeyond;
		this.#frame = position === "static" && this.#style.transform === "none" ? "static" : "positioned";
	}
}

/**
 * Whether a `clip-path` leaves nothing, as far as its own text tells.
 * @param {string} path
 */
function isClippedAway(path) {
	if (path.length > MOST_CLIP) return false;
	if (NO_CIRCLE.test(path)) return true;
	const [, inset] = INSET.exec(path) ?? [];
	if (inset !== undefined) {
		const [sides = ""] = inset.split(" round ", 1);
		const [top = 0, right = top, bottom = top, left = right] = sides.split(" ").map(percentOf);
		return top + bottom >= 100 || left + right >= 100;
	}
	const [, points] = POLYGON.exec(path) ?? [];
	return points !== undefined && new Set(points.split(", ")).size < 3;
}

/** @param {string} length */
function percentOf(length) {
	return length.endsWith("%") ? Number.parseFloat(length) : 0;
}

/** @param {string} clip */
function isEmptyRect(clip) {
	const sides = clip.slice("rect(".length).split(",").map(Number.parseFloat).filter(Number.isFinite);
	const [top = 0, right = 0, bottom = 0, left = 0] = sides;
	return sides.length === 4 && (bottom - top <= 1 || right - left <= 1);
}

/**
 * Whether an element is seen, as what its children are to be judged with: `undefined` where they are not judged.
 * @param {Element} element
 * @param {Sight | undefined} around
 * @returns {Sight | "unseen" | undefined}
 */
function judge(element, around) {
	const name = live.name(element);
	if (around === undefined || UNJUDGED.has(name) || isHiddenFormula(element)) return undefined;
	const sight = new Sight(element, around);
	if (/^(?:html|body)$/.test(name)) return sight;
	if (sight.isGone || (REPLACED.has(name) && !sight.hasPicture)) return "unseen";
	const body = framedBody(element);
	return body === undefined ? sight : judgeFramed(body, sight);
}

/**
 * The same of a frame's body, of which only the content is copied.
 * @param {Element} body
 * @param {Sight} around
 */
function judgeFramed(body, around) {
	const root = live.parent(body);
	const sight = new Sight(body, root === null ? around : new Sight(root, around));
	return sight.isGone ? "unseen" : sight;
}

/**
 * Whether it is nothing but MathML, or such of a formula that is shown beside it.
 * @param {Element} element
 */
function isHiddenFormula(element) {
	if (!HIDDEN_FORMULA.test(live.attribute(element, "class") ?? "")) return false;
	return [...live.childNodes(element)].every(
		(child) => child.nodeName === "math" || live.text(child)?.trim() === "",
	);
}

/**
 * Removes a node and the elements around it that held nothing else.
 * @param {Node} node
 */
function removeWithShell(node) {
	const around = live.parent(node);
	if (around === null) return;
	live.removeChild(around, node);
	const isShell = !/^(?:body|html|t[dhr])$/.test(live.name(around)) && live.firstChild(around) === null;
	if (isShell) removeWithShell(around);
}

/**
 * A copy of what is seen: without what was marked, and without the attributes that Readability would decide by.
 * @param {Document} copy
 */
function seenCopy(copy) {
	const seen = /** @type {Document} */ (copy.cloneNode(true));
	for (const unseen of seen.querySelectorAll(`[${UNSEEN}]`)) removeWithShell(unseen);
	for (const element of seen.querySelectorAll("[hidden], [aria-hidden], [style]"))
		for (const name of ["hidden", "aria-hidden", "style"]) element.removeAttribute(name);
	return seen;
}
