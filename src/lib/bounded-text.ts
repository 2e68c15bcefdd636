/**
 * What a stream holds as text; `undefined` when that is more than `maxBytes`. So much more than that is read and passed
 * over before the stream is cut off.
 */
export async function readText(
	body: ReadableStream<Uint8Array> | null,
	maxBytes: number,
	passedOverBytes = 0,
): Promise<string | undefined> {
	const decoder = new TextDecoder();
	let text = "";
	let size = 0;
	for await (const chunk of body ?? []) {
		size += chunk.byteLength;
		if (size > maxBytes + passedOverBytes) return undefined;
		if (size <= maxBytes) text += decoder.decode(chunk, { stream: true });
	}
	return size > maxBytes ? undefined : text + decoder.decode();
}
