import { inject } from "vitest";

declare module "vitest" {
	interface ProvidedContext {
		/** Whether large tests have their full size: `npm run test:long`. */
		readonly isFullSize: boolean;
	}
}

interface Sizes<Size> {
	/** In every run: all that the test proves, in seconds. */
	readonly small: Size;
	readonly full: Size;
}

/** How large a large test is in this run. */
export const sizeOf = <Size>({ small, full }: Sizes<Size>): Size => (inject("isFullSize") ? full : small);
