/** Agrees with ../disguise.ts. */
interface Disguise {
	readonly userAgent: string;
	readonly platform?: string;
	readonly hints?: Hints;
	readonly hidesAutomation: boolean;
	readonly graphics: Graphics;
}

interface Hints {
	readonly brands: readonly { brand: string; version: string }[];
	readonly fullVersionList: readonly { brand: string; version: string }[];
	readonly mobile: boolean;
	readonly platform: string;
}

interface Graphics {
	readonly vendor: string;
	readonly renderer: string;
}
