/** What the codec keeps whole. Of anything else it would keep an empty object: a key, a handle of a file. */
const KEPT = new Set(
	`Array ArrayBuffer BigInt BigInt64Array BigUint64Array Blob Boolean DOMException DOMMatrix DOMMatrixReadOnly DOMPoint
	DOMPointReadOnly DOMQuad DOMRect DOMRectReadOnly DataView Date Error File Float32Array Float64Array ImageData Int16Array
	Int32Array Int8Array Map Number Object RegExp Set String Uint16Array Uint32Array Uint8Array Uint8ClampedArray`.split(
		/\s+/,
	),
);

/** @param {unknown} value */
const kindOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

/** Values that IndexedDB keeps, as text and back. Throws for one that can't leave its browser. */
const codec = new TypesonNamespace.Typeson().register([
	TypesonNamespace.structuredCloningForStorage,
	{
		unkept: {
			testPlainObjects: false,
			/** @param {unknown} value */
			test: (value) => typeof value === "object" && value !== null && !KEPT.has(kindOf(value)),
			/** @param {unknown} value */
			replace(value) {
				throw new DOMException(`${kindOf(value)} can't be saved.`, "DataCloneError");
			},
			revive() {},
		},
	},
]);

/**
 * Text, compressed, as base64.
 * @param {string} text
 * @returns {Promise<string>}
 */
async function packed(text) {
	const zipped = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
	const blob = await new Response(zipped).blob();
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.addEventListener("error", () => reject(reader.error));
		reader.addEventListener("load", () => {
			const url = /** @type {string} */ (reader.result);
			resolve(url.slice(url.indexOf(",") + 1));
		});
		reader.readAsDataURL(blob);
	});
}

/** @param {string} base64 */
function unpacked(base64) {
	const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
	return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/**
 * The outcome of a request to IndexedDB.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const answerOf = (request) =>
	new Promise((resolve, reject) => {
		request.addEventListener("success", () => resolve(request.result));
		request.addEventListener("error", () => reject(request.error));
	});
