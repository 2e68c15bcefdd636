/** `typeson-registry`, which comes first in the script. */
declare const TypesonNamespace: {
	Typeson: new () => Codec;
	structuredCloningForStorage: object;
};

interface Codec {
	register(types: readonly object[]): Codec;
	stringifySync(value: unknown): string;
	parseSync(text: string): unknown;
}

/** What is kept of an origin. */
interface StorageState {
	localStorage: [string, string][];
	databases: SavedDatabase[];
}

interface SavedDatabase {
	name: string;
	version: number;
	stores: SavedStore[];
}

interface SavedStore {
	name: string;
	keyPath: string | string[] | null;
	autoIncrement: boolean;
	indexes: SavedIndex[];
	/** A key and a value each, as the codec writes them. */
	records: string[];
	skippedRecords: number;
}

interface SavedIndex {
	name: string;
	keyPath: string | string[];
	unique: boolean;
	multiEntry: boolean;
}

interface LeftOut {
	/** The localStorage without it. */
	database?: string;
	reason: "too_large" | "too_many" | "no_answer" | "unreadable";
}
