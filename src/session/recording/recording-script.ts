// Its package exports no form of it that runs by itself.
import library from "../../../node_modules/@rrweb/record/dist/record.umd.min.cjs";
import masks from "./page/masks.page.js";
import script from "./page/recording.page.js";

import type { RecordingSettings } from "../../domain/recording.ts";

/** What is left out of a recording beside the values of fields. */
export type MaskOptions = Pick<RecordingSettings, "maskText" | "block">;

/** The world that pages are recorded in, and what it calls. A page sees neither. */
export const WORLD = "berth-recording";
export const BINDING = "berthRecorded";

const TIMES = { flushMs: 500, checkoutMs: 60_000 };

/** Lengths of what a page tells, in UTF-16 units of JSON text. */
export const LENGTHS = {
	mostInBatch: 262_144,
	// A long message would hold up the answers behind it.
	mostInPart: 262_144,
	mostInEvent: 8_388_608,
	mostUnheard: 8_388_608,
} as const;

/** What is written into as a field is, whatever element it is. */
const WRITABLE = `textarea,[contenteditable]:not([contenteditable="false" i]),[role="textbox" i]`;

/**
 * Names of elements that a page can define, as those that have one mostly are. The library asks a registry that there is
 * none of in its world, and has an error for each element then, which takes longer than all that it does besides.
 */
const CUSTOM_NAME = /^(?!(?:annotation-xml|color-profile|font-face|missing-glyph)(?:-|$))[a-z][a-z\d_]*-/;

/** What records a page, to be run in each document in {@link WORLD} before the page's own scripts. */
export function recordingScript({ maskText, block }: MaskOptions): string {
	const options = {
		...TIMES,
		...LENGTHS,
		maskTextSelector: maskText === "" ? WRITABLE : `${WRITABLE},${maskText}`,
		blockSelector: block === "" ? null : block,
	};
	// Names that the library looks for may be elements of the page, and what it says to the console the page's owner reads.
	return `if (window.parent === window) (() => {
if (Object.hasOwn(globalThis, "berthRecording")) return berthRecording.again();
const library = {};
(function (exports, module, define, console, customElements) {
${library}
}).call(library, undefined, undefined, undefined, { log() {}, warn() {}, error() {} }, { get: (name) => ${CUSTOM_NAME}.test(name) });
${masks}
${script}
leaveNoMarks();
recordPage(library.rrwebRecord.record, () => globalThis.${BINDING}, ${JSON.stringify(options)});
})();`;
}
