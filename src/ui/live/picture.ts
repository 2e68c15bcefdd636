/** A picture of base64 text. */
export function decode(data: string): Promise<ImageBitmap> {
	const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
	return createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
}
