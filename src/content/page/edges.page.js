/** @type {boolean | undefined} */
let scrollsLeft;

/** Whether the page goes on to the left, not to the right. */
function isScrolledLeft() {
	const root = live.root(document);
	scrollsLeft ??= root !== null && getComputedStyle(root).direction === "rtl";
	return scrollsLeft;
}

/**
 * Whether what is fixed in an element is placed by the element, and not by the viewport.
 * @param {CSSStyleDeclaration} style
 */
function anchorsFixed(style) {
	const { transform, translate, rotate, scale, perspective, filter, backdropFilter } = style;
	const effects = [transform, translate, rotate, scale, perspective, filter, backdropFilter];
	return (
		effects.some((effect) => effect !== "none") ||
		style.contentVisibility === "auto" ||
		/paint|layout|strict|content/.test(style.contain) ||
		/transform|translate|rotate|scale|perspective|filter|contain/.test(style.willChange)
	);
}

/**
 * Beyond the edges to which nobody can scroll.
 * @param {DOMRect} box
 */
function isOffScreen({ left, right, bottom, width, height }) {
	// An element without a box tells nothing: its children are judged by their own.
	if (width === 0 && height === 0) return false;
	if (bottom + scrollY <= 0) return true;
	return isScrolledLeft() ? left + scrollX >= innerWidth : right + scrollX <= 0;
}

/**
 * Beyond any edge, for what no scrolling brings into view.
 * @param {DOMRect} box
 */
function isBeyondViewport({ left, top, right, bottom, width, height }) {
	if (width === 0 && height === 0) return false;
	return right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight;
}
