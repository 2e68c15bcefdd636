/**
 * The library would pass over one that is none: what was to be hidden would be shown.
 *
 * @param {string} selector
 */
function usable(selector) {
	try {
		document.createDocumentFragment().querySelector(selector);
		return selector;
	} catch {
		return "*";
	}
}

/**
 * @param {string} text
 * @param {HTMLElement} element
 */
function masked(text, element) {
	// A password's length is nobody's business either; a frame's fields are of classes of its own.
	const isSecret = element.matches('input[type="password" i]');
	return text === "" ? "" : "*".repeat(isSecret ? 8 : Math.min(text.length, 1_000));
}

/**
 * What the library passes over: of a field that is empty it tells the attribute, where something may stand that has been
 * there before, and of frames the markup, which has fields in it as well. What frames show is told by itself.
 *
 * @param {RecordedEvent} event
 */
function maskMore({ data }) {
	const nodes = [...(data?.node ? [data.node] : []), ...(data?.adds ?? []).map(({ node }) => node)];
	for (const node of nodes) {
		const { tagName, attributes, childNodes } = node;
		if (attributes) Reflect.deleteProperty(attributes, "srcdoc");
		if (tagName === "input" && attributes && isTold(attributes)) Reflect.deleteProperty(attributes, "value");
		// What stands between its tags is what it began with.
		if (tagName === "textarea") node.childNodes = [];
		else for (const child of childNodes ?? []) nodes.push(child);
	}
	for (const { attributes } of data?.attributes ?? []) Reflect.deleteProperty(attributes, "srcdoc");
}

/** What buttons say and choices stand for nobody has written. */
const WRITTEN_BY_THE_PAGE = new Set(["button", "checkbox", "radio", "submit"]);

/**
 * Whether a field's value is told that has not been masked.
 *
 * @param {NodeAttributes} attributes
 */
function isTold({ type, value }) {
	return !WRITTEN_BY_THE_PAGE.has(String(type)) && typeof value === "string" && /[^*]/.test(value);
}

/** The library marks a field whose password is shown; the page would see that, and fields are masked whatever they are. */
function leaveNoMarks() {
	const { setAttribute } = Element.prototype;
	/**
	 * @this {Element}
	 * @param {string} name
	 * @param {string} value
	 */
	Element.prototype.setAttribute = function (name, value) {
		if (name !== "data-rr-is-password") setAttribute.call(this, name, value);
	};
}
