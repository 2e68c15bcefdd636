import { functionText } from "../../commands/in-page.ts";
import { controlsInView, MOST_CONTROLS } from "../../commands/page/controls.ts";

/**
 * What runs in the page, as text: a function would be compiled for the Worker, with names of its build in it.
 * It runs in an isolated world, where only the DOM is shared with the page. Styles are set through the CSSOM, which a
 * strict Content-Security-Policy does not forbid.
 */

/** Runs again and again: the first run starts to draw, each one after it says that somebody still looks. */
export const drawBoxesSource = `(() => {
	const controlsInView = ${functionText(controlsInView)};
	const COLOURS = ["#d32f2f", "#1976d2", "#388e3c", "#7b1fa2", "#c2410c", "#00796b"];
	const MOST = ${MOST_CONTROLS};
	const REDRAW_MS = 200;
	// Without a sign from Berth for so long, its connection has gone, and the boxes go as well.
	const PATIENCE_MS = 5000;

	const known = globalThis.berthBoxes;
	if (known !== undefined) {
		known.seen();
		return;
	}

	let seenAt = Date.now();
	let drawn = "";
	const host = document.createElement("berth-boxes");
	host.setAttribute("aria-hidden", "true");
	setStyle(host, { all: "initial", position: "fixed", inset: "0", "z-index": "2147483647", "pointer-events": "none" });
	const root = host.attachShadow({ mode: "closed" });

	function setStyle(element, style) {
		for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value, "important");
	}

	function visibleRects() {
		return controlsInView(MOST).map((element) => {
			const { left, top, width, height } = element.getBoundingClientRect();
			return [left, top, width, height].map(Math.round);
		});
	}

	function boxOf([left, top, width, height], index) {
		const colour = COLOURS[index % COLOURS.length];
		const box = document.createElement("div");
		setStyle(box, {
			position: "fixed", "box-sizing": "border-box", left: left + "px", top: top + "px",
			width: width + "px", height: height + "px", border: "2px solid " + colour,
		});
		const label = document.createElement("span");
		label.textContent = String(index + 1);
		setStyle(label, {
			position: "absolute", left: "-2px", top: top < 14 ? "-2px" : "-14px", padding: "0 3px",
			font: "bold 11px/14px sans-serif", color: "#fff", background: colour,
		});
		box.append(label);
		return box;
	}

	function redraw() {
		if (Date.now() > seenAt + PATIENCE_MS) return remove();
		if (document.documentElement === null) return;
		// At the end, and there again should the page have taken it out or replaced its document's element.
		if (!host.isConnected) document.documentElement.append(host);
		const rects = visibleRects();
		const text = JSON.stringify(rects);
		// A still page stays still: it gives no frames for boxes that are where they were.
		if (text === drawn) return;
		drawn = text;
		root.replaceChildren(...rects.map(boxOf));
	}

	const timer = setInterval(redraw, REDRAW_MS);
	const onMove = () => requestAnimationFrame(redraw);
	addEventListener("scroll", onMove, { capture: true, passive: true });
	addEventListener("resize", onMove, { passive: true });

	function remove() {
		clearInterval(timer);
		removeEventListener("scroll", onMove, { capture: true });
		removeEventListener("resize", onMove);
		host.remove();
		delete globalThis.berthBoxes;
	}

	globalThis.berthBoxes = { remove, seen: () => { seenAt = Date.now(); } };
	redraw();
})()`;

export const removeBoxesSource = `globalThis.berthBoxes?.remove()`;
