import { Sitemap, type SitemapReader } from "../content/sitemap.ts";
import type { PlainAnswer } from "./plain-fetch.ts";

/** As the protocol of sitemaps has it. */
const MOST_BYTES = 50 * 1024 * 1024;

/** Reads the sitemap in an answer, compressed or not, as far as bounds and the reader let it. Throws where it breaks off. */
export async function readSitemap({ response }: PlainAnswer, reader: SitemapReader): Promise<void> {
	if (response.body === null) return;
	const sitemap = new Sitemap(reader);
	const decoder = new TextDecoder();
	let size = 0;
	for await (const chunk of await unpacked(response.body)) {
		size += chunk.byteLength;
		if (size > MOST_BYTES || !sitemap.write(decoder.decode(chunk, { stream: true }))) return;
	}
	sitemap.write(decoder.decode());
	sitemap.end();
}

/** A `.xml.gz` is a file that is compressed, which no header says: its first bytes do. */
async function unpacked(body: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
	const reader = body.getReader();
	let start: Uint8Array = new Uint8Array();
	while (start.byteLength < 2) {
		const { done, value } = await reader.read();
		if (done) break;
		start = joined(start, value);
	}
	const whole = new ReadableStream<Uint8Array>({
		start: (controller) => {
			if (start.byteLength > 0) controller.enqueue(start);
		},
		async pull(controller) {
			const { done, value } = await reader.read();
			if (done) controller.close();
			else controller.enqueue(value);
		},
		cancel: (reason) => reader.cancel(reason),
	});
	const isGzip = start[0] === 0x1f && start[1] === 0x8b;
	return isGzip ? whole.pipeThrough(new DecompressionStream("gzip")) : whole;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
	const both = new Uint8Array(one.byteLength + other.byteLength);
	both.set(one);
	both.set(other, one.byteLength);
	return both;
}
