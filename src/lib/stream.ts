const encoder = new TextEncoder();

/** Text and bytes as they come, as fast as they are read. */
export function streamOf(parts: AsyncGenerator<string | Uint8Array>): ReadableStream<Uint8Array> {
	return new ReadableStream({
		async pull(controller) {
			const { value, done } = await parts.next();
			if (done === true) controller.close();
			else controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
		},
		async cancel() {
			await parts.return(undefined);
		},
	});
}
