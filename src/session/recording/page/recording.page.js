/** A page's document is looked at so often for what no event tells. */
const LOOK_MS = 500;
/** A document that goes on loading is recorded as it is. */
const LOAD_PATIENCE_MS = 1_500;
/** Snapshots that are taken because style sheets have changed are so far apart. */
const STYLES_MS = 5_000;
/** A session that has not been heard of for so long has another recorder here, or is gone. */
const SILENCE_MS = 60_000;
/** Of rrweb's events, those that hold a whole page, those of what happens in it, and those of somebody else's. */
const FULL_SNAPSHOT = 2;
const INCREMENTAL = 3;
const CUSTOM = 5;
/** Of what happens: presses, and what is focused. The click is the last that a press tells. */
const MOUSE_INTERACTION = 2;
const CLICK = 2;
/** A page that was too much to tell is tried again. */
const RETRY_MS = 60_000;

/**
 * Records the page in a world of its own, which the page knows nothing of, and tells it in batches. What the session has
 * not said that it has is bounded: a page that does more than can be told is left out until there is room, and then shown
 * anew as a whole.
 *
 * @param {RecordFunction} record
 * @param {() => unknown} binding what takes messages; it comes and goes, as the session hears the page or does not
 * @param {RecordingOptions} options
 */
function recordPage(record, binding, options) {
	/** @type {(() => void) | undefined} */
	let stop;
	/** @type {Document | undefined} */
	let recorded;
	/** @type {Element | null} */
	let root = null;
	/** @type {string[]} */
	let waiting = [];
	let waitingLength = 0;
	let dropped = 0;
	let sent = 0;
	let heard = 0;
	let heardAt = Date.now();
	let isBehind = false;
	let hasEnded = false;
	let seenAt = Date.now();
	let retryAt = 0;
	let stylesAt = 0;
	/** @type {WeakMap<CSSStyleSheet, number>} */
	let styles = new WeakMap();
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let flushing;
	/** @type {ReturnType<typeof setInterval> | undefined} */
	let looking;

	/** @param {RecordedEvent} event */
	function take(event) {
		if (isUnreadyFrame(event)) return;
		maskMore(event);
		if (isBehind || hasEnded || sent - heard + waitingLength >= options.mostUnheard) {
			isBehind = true;
			return drop();
		}
		const text = JSON.stringify(event);
		if (text.length > options.mostInEvent) {
			isBehind = true;
			retryAt = Date.now() + RETRY_MS;
			return drop();
		}
		waiting.push(text);
		waitingLength += text.length;
		if (isUrgent(event) || (waitingLength >= options.mostInBatch && flushing === undefined)) flush();
		else flushing ??= setTimeout(flush, options.flushMs);
	}

	/** An event is left out, which is told as one. */
	function drop() {
		dropped += 1;
		flushing ??= setTimeout(flush, options.flushMs);
	}

	function flush() {
		clearTimeout(flushing);
		flushing = undefined;
		if (dropped > 0 && !hasEnded) {
			const data = { tag: "dropped", payload: { events: dropped } };
			waiting.push(JSON.stringify({ type: CUSTOM, data, timestamp: Date.now() }));
		}
		if (waiting.length === 0) return;
		const tell = binding();
		if (typeof tell !== "function") {
			flushing = setTimeout(flush, LOOK_MS);
			return;
		}
		const text = waiting.join(",");
		waiting = [];
		waitingLength = 0;
		if (sent === heard) heardAt = Date.now();
		sent += text.length;
		const parts = Math.ceil(text.length / options.mostInPart);
		for (let part = 1; part <= parts; part += 1) {
			const from = (part - 1) * options.mostInPart;
			tell(`${sent} ${part} ${parts} ${dropped}\n${text.slice(from, from + options.mostInPart)}`);
		}
		dropped = 0;
	}

	function showAnew() {
		if (stop !== undefined) record.takeFullSnapshot(true);
	}

	function begin() {
		isBehind = false;
		styles = new WeakMap();
		const isEarly = document.readyState === "loading";
		// The library waits for documents that load, and some never end. In this world alone it is as it says here.
		if (isEarly) Object.defineProperty(document, "readyState", { value: "interactive", configurable: true });
		stop = record({
			emit: take,
			checkoutEveryNms: options.checkoutMs,
			maskInputOptions: { input: true, textarea: true, select: true },
			maskInputFn: masked,
			maskTextSelector: usable(options.maskTextSelector),
			blockSelector: options.blockSelector === null ? null : usable(options.blockSelector),
			slimDOMOptions: true,
			sampling: { mousemove: 100, scroll: 200, media: 1_000 },
			errorHandler: () => true,
		});
		if (isEarly) Reflect.deleteProperty(document, "readyState");
		haveStylesChanged();
	}

	function look() {
		if (hasEnded) return;
		const now = Date.now();
		if (sent > heard && now - heardAt > SILENCE_MS) return end();
		if (document !== recorded || document.documentElement !== root) {
			stop?.();
			stop = undefined;
			recorded = document;
			root = document.documentElement;
			seenAt = now;
		}
		if (stop === undefined) {
			const isLate = now - seenAt > LOAD_PATIENCE_MS && document.body;
			if (root !== null && (document.readyState !== "loading" || isLate)) begin();
		} else if (isBehind) {
			const hasRoom = sent - heard < options.mostUnheard / 2;
			if (hasRoom && now >= retryAt) catchUp();
		} else if (now - stylesAt > STYLES_MS && haveStylesChanged()) {
			stylesAt = now;
			showAnew();
		}
	}

	function catchUp() {
		isBehind = false;
		showAnew();
	}

	/** Rules that scripts add to a sheet are no change of the document, and the library's ears are in another world. */
	function haveStylesChanged() {
		let haveChanged = false;
		const adopted = document.adoptedStyleSheets ?? [];
		for (const sheet of [...document.styleSheets, ...adopted]) {
			const count = rulesOf(sheet);
			const known = styles.get(sheet);
			styles.set(sheet, count);
			const isNew = known === undefined && count > 0;
			const wasFilled = isNew && (sheet.ownerNode === null || sheet.ownerNode.textContent === "");
			const isLinked = sheet.href !== null;
			if ((wasFilled && !isLinked) || (known !== undefined && known !== count)) haveChanged = true;
		}
		return haveChanged;
	}

	function end() {
		hasEnded = true;
		clearInterval(looking);
		stop?.();
		stop = undefined;
		waiting = [];
	}

	/** @param {PageTransitionEvent} event */
	const shown = (event) => {
		if (event.persisted) showAnew();
	};

	function again() {
		hasEnded = false;
		// Nobody will hear of what is still on its way.
		heard = sent;
		isBehind = false;
		clearInterval(looking);
		looking = setInterval(look, LOOK_MS);
		for (const [name, listener] of /** @type {const} */ ([
			["DOMContentLoaded", look],
			["load", look],
			["pagehide", flush],
			["visibilitychange", flush],
		]))
			addEventListener(name, listener, true);
		addEventListener("pageshow", shown, true);
		if (recorded === document) showAnew();
		look();
	}

	berthRecording = {
		heard(length) {
			heard = Math.max(heard, length);
			heardAt = Date.now();
			if (isBehind) look();
		},
		flush,
		showAnew,
		end,
		again,
	};
	again();
}

/**
 * A frame's document that nothing has come to yet: it is told of again when it has loaded, and players take the first word
 * for the last (rrweb 2.1.6).
 *
 * @param {RecordedEvent} event
 */
function isUnreadyFrame({ data }) {
	return data?.isAttachIframe === true && data.adds?.[0]?.node.childNodes?.length === 0;
}

/**
 * All that a page shows, and clicks, which may lead away: what a page says when it is left is not always heard. What a
 * press tells before its click goes with it, since each telling costs a way to the session and back.
 *
 * @param {RecordedEvent} event
 */
function isUrgent({ type, data }) {
	if (type === FULL_SNAPSHOT) return true;
	return type === INCREMENTAL && data?.source === MOUSE_INTERACTION && data.type === CLICK;
}

/** @param {CSSStyleSheet} sheet */
function rulesOf(sheet) {
	try {
		return sheet.cssRules.length;
	} catch {
		return -1;
	}
}
