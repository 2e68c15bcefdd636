/** What a stream holds as text; `undefined` when that is more than `maxBytes`. */
export async function readText(
	body: ReadableStream<Uint8Array> | null,
	maxBytes: number,
): Promise<string | undefined> {
	const decoder = new TextDecoder();
	let text = "";
	let size = 0;
	for await (const chunk of body ?? []) {
		size += chunk.byteLength;
		if (size > maxBytes) return undefined;
		text += decoder.decode(chunk, { stream: true });
	}
	return text + decoder.decode();
}
