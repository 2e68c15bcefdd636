const encoder = new TextEncoder();

/** Text and bytes as they come, as fast as they are read. */
export function streamOf(parts: AsyncGenerator<string | Uint8Array, void>): ReadableStream<Uint8Array> {
	return new ReadableStream({
		async pull(controller) {
			const part = await parts.next();
			if (part.done === true) controller.close();
			else controller.enqueue(typeof part.value === "string" ? encoder.encode(part.value) : part.value);
		},
		async cancel() {
			await parts.return(undefined);
		},
	});
}
