export interface ImageSize {
	readonly width: number;
	readonly height: number;
}

/** Chrome's JPEGs have their frame header within the first few hundred bytes. */
const HEAD_CHARS = 4096;
const PNG_SIGNATURE = 0x89504e47;
const PNG_SIZE_AT = 16;

/** The size of a PNG or JPEG, of which its first bytes tell; `undefined` for anything else. */
export function imageSizeOf(base64: string): ImageSize | undefined {
	const head = Uint8Array.from(atob(base64.slice(0, HEAD_CHARS)), (char) => char.charCodeAt(0));
	const view = new DataView(head.buffer);
	try {
		return view.getUint32(0) === PNG_SIGNATURE
			? { width: view.getUint32(PNG_SIZE_AT), height: view.getUint32(PNG_SIZE_AT + 4) }
			: jpegSizeOf(view);
	} catch (fault) {
		// Read past the end: it is cut short, or no image.
		if (fault instanceof RangeError) return undefined;
		throw fault;
	}
}

/** Walks over the segments of a JPEG to its frame header, ITU T.81 section B.2.2. */
function jpegSizeOf(view: DataView): ImageSize | undefined {
	if (view.getUint16(0) !== 0xffd8) return undefined;
	for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
		const marker = view.getUint16(at);
		// SOF0 to SOF15 without the tables (DHT, JPG, DAC) among them.
		const isFrameHeader = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
		if (isFrameHeader) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
	}
}
